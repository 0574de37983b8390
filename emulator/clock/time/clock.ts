/** Sandbox time, as every rule sees it. */
export interface Clock {
  /** Milliseconds since 1970 UTC. */
  now(): number
}

/** The two real clocks that a sandbox clock is made from. */
export interface RealTime {
  /** Wall time in milliseconds since 1970 UTC. */
  wall(): number
  /** Milliseconds from any fixed point, never going back. */
  steady(): number
}

/** The clocks of this machine. */
export const realTime: RealTime = { wall: () => Date.now(), steady: () => performance.now() }
