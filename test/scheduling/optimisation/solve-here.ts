import type { Solve } from '../../../emulator/optimizer/solve-in-thread.ts'
import { loadHighs } from '../../../emulator/scheduling/optimisation/load-highs.ts'
import { solve } from '../../../emulator/scheduling/optimisation/solve.ts'

const highs = loadHighs()

/** Solves in this thread: what a test asks for is small. */
export const solveHere: Solve = async (problem, _ended, onProgress) => solve(problem, await highs, onProgress)
