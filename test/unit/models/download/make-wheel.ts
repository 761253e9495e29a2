/** Writes wheels (zip archives) and a stand-in for pip that hands them out. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'

/** A zip archive of deflated files, after PKWARE's APPNOTE 6.3.10 (local headers, central directory, end record). */
export function makeWheel(files: Record<string, Buffer>): Buffer {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(files)) {
    const packed = deflateRawSync(content)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(crc32(content), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(content.length, 18)
    fields.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    centrals.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), fields, rest, Buffer.from(name)]))
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(centrals)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(centrals.length, 8)
  end.writeUInt16LE(centrals.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}

const pipScript = `
const fs = require('node:fs')
const path = require('node:path')
const args = process.argv.slice(2)
if (args[0] === '-m') args.splice(0, 2)
const home = process.env.HOME
fs.appendFileSync(path.join(home, 'pip.log'), args.at(-1) + '\\n')
if (args[0] === '--version') process.exit(0)
const wheel = path.join(home, 'index', args.at(-1) + '.whl')
if (fs.existsSync(wheel + '.hangs')) {
  fs.writeFileSync(path.join(process.env.TMPDIR, 'x.whl'), 'some bytes')
  fs.writeFileSync(path.join(home, 'pip.pid'), String(process.pid))
  setInterval(() => {}, 1000)
} else if (fs.existsSync(wheel)) {
  fs.copyFileSync(wheel, path.join(args[args.indexOf('--dest') + 1], 'x-1-py3-none-any.whl'))
} else {
  console.error('ERROR: Could not find a version\\nERROR: No matching distribution found for ' + args.at(-1))
  process.exit(1)
}
`

/** Puts an executable of this name into `bin` that behaves as pip does with the index `home`/index; calls are noted in `home`/pip.log. */
export function installFakePip(home: string, bin: string, name = 'pip'): void {
  mkdirSync(join(home, 'index'), { recursive: true })
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'pip.cjs'), pipScript)
  writeFileSync(join(bin, name), `#!/bin/sh\nexec "${process.execPath}" "${join(bin, 'pip.cjs')}" "$@"\n`)
  chmodSync(join(bin, name), 0o755)
}
