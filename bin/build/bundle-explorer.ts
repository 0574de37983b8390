import { copyFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { type Bundled, packageFoldersOf } from './bundle-all.ts'

/** Writes what the page of the explorer loads: one script with everything in it, and GraphiQL's own styles. */
export async function bundleExplorer(root: string, out: string): Promise<Bundled> {
  const build = await rolldown({
    cwd: root,
    input: { explorer: join(root, 'emulator/server/pages/explorer/client.js') },
    platform: 'browser',
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    onLog: (level, log) => {
      if (level === 'warn' && log.code === 'UNRESOLVED_IMPORT') throw new Error(log.message)
    },
  })
  const { output } = await build.write({
    dir: out,
    format: 'esm',
    entryFileNames: '[name].js',
    codeSplitting: false,
    minify: true,
  })
  await build.close()
  copyFileSync(
    createRequire(join(root, 'package.json')).resolve('graphiql/style.css'),
    join(out, 'explorer.css'),
  )
  const chunks = output.filter(file => file.type === 'chunk')
  return Object.fromEntries(chunks.map(({ fileName, moduleIds }) => [fileName, packageFoldersOf(moduleIds)]))
}
