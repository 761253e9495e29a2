import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findFiles } from '../../../knowledge/find-files.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-find-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function write(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), path.endsWith('program') ? Buffer.from([0x7f, 0x45, 0, 0]) : 'words')
  }
}

async function find(path = '') {
  const found = await findFiles(join(folder, path), join(folder, 'data'))
  return {
    files: found.files.map(file => relative(folder, file.path)),
    passedOver: found.passedOver.map(({ where, reason }) => `${relative(folder, where)}: ${reason}`),
  }
}

describe('findFiles', () => {
  it('finds what can be read, and says in one line a kind what cannot', async () => {
    write(
      'a.md',
      'b/c.py',
      'b/LICENSE',
      'b/program',
      'x1.png',
      'x2.png',
      'x3.png',
      'y.exe',
      'package-lock.json',
      'b/app.min.js',
    )
    expect(await find()).toEqual({
      files: ['a.md', 'b/LICENSE', 'b/c.py'],
      passedOver: [
        'b/app.min.js and 1 more such files: written by programs, not by people',
        'b/program: a program or data',
        'x1.png and 2 more .png files: not a format that can be read',
        'y.exe: not a format that can be read',
      ],
    })
  })

  it('leaves out what is hidden, what programs fill, and its own data', async () => {
    write(
      '.git/config.md',
      '.env.md',
      'node_modules/a/readme.md',
      'py/__pycache__/a.md',
      'env/pyvenv.cfg',
      'env/lib/a.py',
    )
    write('target/CACHEDIR.TAG', 'target/doc/a.md', 'data/a.md', 'kept/a.md')
    expect(await find()).toEqual({ files: ['kept/a.md'], passedOver: [] })
  })

  it('reads a folder or file that was named, whatever it is', async () => {
    write('target/CACHEDIR.TAG', 'target/a.md', 'package-lock.json')
    expect((await find('target')).files).toEqual(['target/a.md'])
    expect((await find('package-lock.json')).files).toEqual(['package-lock.json'])
  })
})
