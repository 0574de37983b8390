import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

// Loaded with --import: writes the address of every module that the process loads into MODULES_FILE.
registerHooks({
  load(url, context, next) {
    appendFileSync(process.env.MODULES_FILE ?? '/dev/null', `${url}\n`)
    return next(url, context)
  },
})
