import { enableCompileCache } from 'node:module'

// A sandbox on the folder of argv, as `sandbox start` serves it, but from the bundle and without the command line:
// it is ready in a fifth of the time, so that it can be killed often. Its first line tells where it is.
enableCompileCache()
const bundle = new URL('../../dist/emulator.js', import.meta.url).href
const { serveSandbox } = (await import(bundle)) as typeof import('../../emulator/server/serve.ts')
const [data = ''] = process.argv.slice(2)
const { baseUrl, controlToken, keys } = await serveSandbox({
  port: 0,
  data,
  folder: data,
  allowLiveKeys: false,
  plan: 'unlimited',
  webhookRetries: 'local',
  version: '0.0.0-crash',
  reportBug: (error, what) => void process.stderr.write(`Bug in ${what}: ${String(error)}\n`),
})
process.stdout.write(`${JSON.stringify({ baseUrl, controlToken, key: keys.secret })}\n`)
