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

  it('leaves out what Git ignores in a working tree, and nothing outside of one', async () => {
    write('loose/a.md', 'loose/b.txt')
    writeFileSync(join(folder, 'loose/.gitignore'), 'b.txt')
    expect((await find('loose')).files).toEqual(['loose/a.md', 'loose/b.txt'])
    const files = ['a.md', 'b.txt', 'keep/b.txt', 'docs/c.md', 'docs/api/d.md', 'docs/w[1]/c.md', 'dist/x.md', 'own.md']
    write(...files.map(name => `tree/${name}`), 'tree/.git/info/exclude')
    writeFileSync(join(folder, 'tree/.gitignore'), '# built\n*.txt\n/dist/\n')
    writeFileSync(join(folder, 'tree/.git/info/exclude'), 'own.md\n')
    writeFileSync(join(folder, 'tree/keep/.gitignore'), '!b.txt\n')
    writeFileSync(join(folder, 'tree/docs/.gitignore'), '/c.md\napi\n')
    writeFileSync(join(folder, 'tree/docs/w[1]/.gitignore'), '!c.md\n')
    const found = ['tree/a.md', 'tree/docs/w[1]/c.md', 'tree/keep/b.txt']
    expect((await find('tree')).files).toEqual(found)
    expect((await find('tree/docs')).files).toEqual(['tree/docs/w[1]/c.md'])
    // A linked working tree has a file in place of the folder, and the rules of the one it was made from.
    write('linked/own.md', 'linked/z.md', 'tree/.git/worktrees/linked/commondir')
    writeFileSync(join(folder, 'linked/.git'), `gitdir: ${join(folder, 'tree/.git/worktrees/linked')}\n`)
    writeFileSync(join(folder, 'tree/.git/worktrees/linked/commondir'), '../..\n')
    expect((await find('linked')).files).toEqual(['linked/z.md'])
    await expect(find('tree/.git')).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })

  it('reads a folder or file that was named, whatever it is', async () => {
    write('target/CACHEDIR.TAG', 'target/a.md', 'package-lock.json')
    expect((await find('target')).files).toEqual(['target/a.md'])
    expect((await find('package-lock.json')).files).toEqual(['package-lock.json'])
  })
})
