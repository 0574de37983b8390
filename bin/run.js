#!/usr/bin/env node
// Written so that any Node since 12.20 can read it, for an old one must still say what is wrong. It imports nothing
// statically: an `import` of a module of Node's own reads its every export, and that costs milliseconds.
const oldestMajor = 22
const packageFile = new URL('../package.json', import.meta.url)
const cliFile = new URL('../dist/cli.js', import.meta.url)

if (majorOf(process.version) < oldestMajor) {
  modules(['node:fs', 'node:child_process', 'node:path', 'node:url', 'node:os']).then(runWithInstalledNode)
} else {
  builtins(['node:fs', 'node:module'], runHere)
}

function majorOf(version) {
  return Number(version.replace(/^v/, '').split('.')[0])
}

/** Node has a cheap way to its own modules since 22.3. */
function builtins(names, use) {
  if (process.getBuiltinModule) return use(names.map(process.getBuiltinModule))
  return modules(names).then(use)
}

function modules(names) {
  return Promise.all(names.map(name => import(name)))
}

function runHere([fs, module]) {
  const argv = process.send === undefined ? process.argv.slice(2) : process.argv.slice(2).map(unsealed)
  const { version } = JSON.parse(fs.readFileSync(packageFile, 'utf8'))
  if (argv.length === 1 && ['--version', '-v', 'version'].includes(argv[0])) return printVersion(version)
  if (!fs.existsSync(cliFile)) return complain('ideadunes is not built: run `npm run build` in its folder')
  if (module.enableCompileCache) module.enableCompileCache()
  return import(cliFile.href)
    .then(cli => cli.main(argv, version))
    .then(code => {
      // Everything is written by now. A handle that somebody forgot must not keep a finished command alive; the
      // timer itself keeps nothing alive.
      process.exitCode = code
      setTimeout(() => process.exit(code), 2000).unref()
    })
}

/**
 * What a linked process was handed. Node looks for some of its own options in all words of a command line, also
 * behind the script (`--env-file`, `--experimental-config-file`), so such words travel behind an equals sign.
 */
function unsealed(word) {
  return /^=[-=]/.test(word) ? word.slice(1) : word
}

function sealed(word) {
  return /^[-=]/.test(word) ? `=${word}` : word
}

function printVersion(version) {
  process.stdout.on('error', error => {
    if (error.code !== 'EPIPE') complain(`The output cannot be written: ${error.message}`)
  })
  const { platform, arch } = process
  process.stdout.write(`ideadunes/${version} ${platform}-${arch} node-${process.version}\n`)
}

/** Goes on with the Node that npm installed with the package: same words, same streams, same exit code. */
function runWithInstalledNode([fs, childProcess, path, url, os]) {
  const root = path.dirname(url.fileURLToPath(packageFile))
  const node = installedNode(root, fs, childProcess, path)
  if (node === undefined) {
    return complain(
      `ideadunes needs Node ${oldestMajor} or newer, this is ${process.version}: install one, or run npm ci in ${root}`,
    )
  }
  // The channel tells the child when this process is no more, however it ended (commands/main/parent-link.ts).
  const [, script, ...argv] = process.argv
  const child = childProcess.spawn(node, ['--', script, ...argv.map(sealed)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, IDEADUNES_PARENT: 'runner' },
  })
  // A terminal sends Ctrl-C to both; the child takes two signals at once for one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', error => complain(`ideadunes cannot start ${node}: ${error.message}`))
  child.on('exit', (code, signal) => {
    process.exitCode = code === null ? 128 + (os.constants.signals[signal] || 15) : code
  })
}

/** Looks next to the package and above it, where npm puts it in other people's projects. */
function installedNode(folder, fs, childProcess, path) {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const file = path.join(folder, 'node_modules', '.bin', name)
  if (fs.existsSync(file)) {
    const { stdout } = childProcess.spawnSync(file, ['--version'])
    if (majorOf(String(stdout)) >= oldestMajor) return file
  }
  const parent = path.dirname(folder)
  return parent === folder ? undefined : installedNode(parent, fs, childProcess, path)
}

function complain(line) {
  // Where this cannot be written either, the exit code is all that is left.
  process.stderr.on('error', () => {})
  process.stderr.write(`${line}\n`)
  process.exitCode = 2
}
