import { spawn } from 'node:child_process'

/** What is known of the machine. */
interface Machine {
  readonly platform: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Shows a page in the user's browser by the program that each system has for it. Answers null when that program was
 * started, else why it was not. It is waited for only until it runs: some of them last as long as the browser.
 */
export async function openBrowser(url: string, machine: Machine): Promise<string | null> {
  if (!hasDisplay(machine)) return 'there is no display'
  const [file, ...args] = openerOf(url, machine)
  return await new Promise(settle => {
    const child = spawn(file, args, { stdio: 'ignore', detached: true, windowsHide: true })
    child.once('error', error => settle(`${file} cannot be started: ${error.message}`))
    child.once('spawn', () => {
      child.unref()
      settle(null)
    })
  })
}

/** The program, and what it is told. */
export function openerOf(url: string, { platform, env }: Machine): readonly [string, ...string[]] {
  if (platform === 'darwin') return ['open', url]
  // `start` takes its first quoted word for a title.
  if (platform === 'win32') return ['cmd.exe', '/c', 'start', '""', url]
  return isWindowsSubsystem(env) ? ['wslview', url] : ['xdg-open', url]
}

/** Whether there is a screen on which a browser could open. */
export function hasDisplay({ platform, env }: Machine): boolean {
  if (platform === 'darwin' || platform === 'win32') return true
  return [env.DISPLAY, env.WAYLAND_DISPLAY].some(name => (name ?? '') !== '') || isWindowsSubsystem(env)
}

function isWindowsSubsystem(env: Machine['env']): boolean {
  return (env.WSL_DISTRO_NAME ?? '') !== ''
}
