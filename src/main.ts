/** The command line's entry: has Node keep what it compiles for the next start, then runs the program. */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'
import { cacheFolder } from './cache-folder.ts'
import { prepareFolder } from './store/data-folder.ts'

try {
  keepCompiledCode(join(cacheFolder(process.env), 'compiled'))
} catch {
  // A folder that cannot be written: the start takes longer, and that is all.
}
// Imported only now, so that it is read from what was kept.
const { runProgram } = await import('./cli/run-program.ts')
await runProgram()

/** Most of a start is taking types away and compiling. Node's own default is a folder that all users of the machine share. */
function keepCompiledCode(folder: string): void {
  prepareFolder(folder)
  enableCompileCache(folder)
  // For the child process that holds the model.
  process.env.NODE_COMPILE_CACHE ??= folder
}
