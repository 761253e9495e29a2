import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ParleyError } from '../../../../src/errors.ts'
import type { CatalogEntry, ModelSource } from '../../../../src/models/catalog.ts'
import {
  type EnsureModelOptions,
  ensureModel,
  isModelReady,
  verifyModel,
} from '../../../../src/models/download/ensure-model.ts'
import { hubCachePath } from '../../../../src/models/download/local-source.ts'
import { type FileServer, serve, serveThenBreak, serveThenStall, startFileServer } from './file-server.ts'
import { makeContent, makeEntry } from './make-entry.ts'

const content = makeContent(300_000)
const wrong = makeContent(300_000, 'other')
const half = 150_000

let folder: string
let directory: string
let servers: FileServer[]
let notes: string[]
let options: EnsureModelOptions

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-download-'))
  directory = join(folder, 'models')
  servers = []
  notes = []
  options = {
    directory,
    env: { HOME: folder },
    onNote: line => notes.push(line),
    timeouts: { connectMs: 2_000, responseMs: 300, stallMs: 200, retryMs: 1 },
  }
})

afterEach(async () => {
  await Promise.all(servers.map(server => server.close()))
  rmSync(folder, { recursive: true })
})

async function start(answer: FileServer['answer']): Promise<FileServer> {
  const server = await startFileServer(answer)
  servers.push(server)
  return server
}

const mirror = (server: Pick<FileServer, 'url'>): ModelSource => ({
  type: 'mirror',
  host: 'Mirror',
  url: `${server.url}/tiny.gguf`,
})
const path = () => join(directory, 'tiny.gguf')
const partPath = () => `${path()}.part`

/** Leaves what an interrupted download leaves. */
function leavePart(bytes: Buffer): void {
  mkdirSync(directory, { recursive: true })
  writeFileSync(partPath(), bytes)
}

async function failure(entry: CatalogEntry, more: Partial<EnsureModelOptions> = {}): Promise<ParleyError> {
  return ensureModel(entry, { ...options, ...more }).then(
    () => expect.fail('it succeeded'),
    (error: ParleyError) => error,
  )
}

/** Breaks the first answer half-way; `then` answers the rest. */
function breakOnce(then: FileServer['answer'], first = serveThenBreak(content, half)): FileServer['answer'] {
  let answered = false
  return (request, response) => {
    const answer = answered ? then : first
    answered = true
    answer(request, response)
  }
}

describe('a download', () => {
  it('brings the file, checked, and leaves nothing beside it', async () => {
    const server = await start(serve(content))
    const entry = makeEntry(content, [mirror(server)])
    expect(await ensureModel(entry, options)).toBe(path())
    expect(readFileSync(path()).equals(content)).toBe(true)
    expect(readdirSync(directory).sort()).toEqual(['tiny.gguf', 'tiny.gguf.checked.json'])
    expect(notes).toEqual(['Getting Tiny (300 kB, Apache-2.0) from Mirror'])
  })

  it('is not made a second time: the file is neither asked for nor read', async () => {
    const server = await start(serve(content))
    const entry = makeEntry(content, [mirror(server)])
    await ensureModel(entry, options)
    await ensureModel(entry, { ...options, onProgress: () => expect.fail('the file was read') })
    expect(server.requests).toHaveLength(1)
  })

  it('reports bytes up to the end, then that it checks', async () => {
    const server = await start(serve(content))
    const seen: string[] = []
    const onProgress: EnsureModelOptions['onProgress'] = ({ stage, bytes, totalBytes }) =>
      seen.push(`${stage} ${bytes}/${totalBytes}`)
    await ensureModel(makeEntry(content, [mirror(server)]), { ...options, onProgress })
    expect(seen).toContain('downloading 300000/300000')
    expect(seen.at(-1)).toBe('checking 300000/300000')
  })

  it('goes on from the byte where an earlier one ended', async () => {
    const server = await start(serve(content))
    leavePart(content.subarray(0, half))
    await ensureModel(makeEntry(content, [mirror(server)]), options)
    expect(server.requests.map(request => request.headers.range)).toEqual([`bytes=${half}-`])
    expect(readFileSync(path()).equals(content)).toBe(true)
    expect(notes[0]).toMatch(/from Mirror, going on at 150 kB$/)
  })

  it('asks nobody where only the check was missing', async () => {
    const server = await start(serve(content))
    leavePart(content)
    await ensureModel(makeEntry(content, [mirror(server)]), options)
    expect(server.requests).toHaveLength(0)
  })

  it('starts anew where the server ignores ranges', async () => {
    const server = await start((_, response) =>
      response.writeHead(200, { 'content-length': content.length }).end(content),
    )
    leavePart(content.subarray(0, half))
    await ensureModel(makeEntry(content, [mirror(server)]), options)
    expect(readFileSync(path()).equals(content)).toBe(true)
    expect(server.requests).toHaveLength(1)
  })

  it('starts anew where the server has no such range', async () => {
    const server = await start((request, response) =>
      request.headers.range ? response.writeHead(416).end() : serve(content)(request, response),
    )
    leavePart(content.subarray(0, half))
    await ensureModel(makeEntry(content, [mirror(server)]), options)
    expect(server.requests).toHaveLength(2)
  })

  it('starts anew where what was left is not the beginning of the file', async () => {
    const server = await start(serve(content))
    leavePart(wrong.subarray(0, half))
    await ensureModel(makeEntry(content, [mirror(server)]), options)
    expect(server.requests.map(request => request.headers.range)).toEqual([`bytes=${half}-`, undefined])
    expect(readFileSync(path()).equals(content)).toBe(true)
  })

  it('goes on by itself when the connection breaks', async () => {
    const server = await start(breakOnce(serve(content)))
    await ensureModel(makeEntry(content, [mirror(server)]), options)
    expect(server.requests.map(request => request.headers.range)).toEqual([undefined, `bytes=${half}-`])
    expect(server.requests[1]!.headers['if-range']).toBe('"one"')
    expect(readFileSync(path()).equals(content)).toBe(true)
  })

  it('goes on by itself when no more bytes come', async () => {
    const server = await start(breakOnce(serve(content), serveThenStall(content, half)))
    await ensureModel(makeEntry(content, [mirror(server)]), options)
    expect(server.requests).toHaveLength(2)
    expect(readFileSync(path()).equals(content)).toBe(true)
  })

  it('starts anew when the file at the source changed in between', async () => {
    const server = await start(breakOnce(serve(content, '"two"'), serveThenBreak(wrong, half)))
    await ensureModel(makeEntry(content, [mirror(server)]), options)
    expect(readFileSync(path()).equals(content)).toBe(true)
    expect(server.requests).toHaveLength(2)
  })

  it('starts anew when a server that ignores If-Range sends a range of a changed file', async () => {
    const ignoring: FileServer['answer'] = (request, response) => {
      delete request.headers['if-range']
      serve(content, '"two"')(request, response)
    }
    const server = await start(breakOnce(ignoring, serveThenBreak(wrong, half)))
    await ensureModel(makeEntry(content, [mirror(server)]), options)
    expect(server.requests.map(request => request.headers.range)).toEqual([undefined, `bytes=${half}-`, undefined])
    expect(readFileSync(path()).equals(content)).toBe(true)
  })

  it('tries again where a server is busy for a moment', async () => {
    const server = await start(
      breakOnce(serve(content), (_, response) => response.writeHead(503, { 'retry-after': '0' }).end()),
    )
    await ensureModel(makeEntry(content, [mirror(server)]), options)
    expect(server.requests).toHaveLength(2)
  })
})

describe('a source that can not serve', () => {
  it.each<[string, FileServer['answer'], RegExp]>([
    ['has another file of the same size', serve(wrong), /not the right one \(SHA-256/],
    ['has a file of another size', serve(content.subarray(1)), /299999 bytes where 300000 were expected/],
    [
      'sends more than there is',
      (_, response) => response.writeHead(200).end(Buffer.concat([content, content])),
      /more than 300000 bytes/,
    ],
    ['does not have the file', (_, response) => response.writeHead(404).end(), /\(404\)/],
    ['wants a token', (_, response) => response.writeHead(401).end(), /401 \(access denied\)/],
    ['is broken', (_, response) => response.writeHead(500).end(), /answers 500/],
    [
      'asks to come back tomorrow',
      (_, response) => response.writeHead(429, { 'retry-after': '86400' }).end(),
      /86400 s of patience/,
    ],
    ['never answers', () => {}, /no answer in 0\.3 s/],
    [
      'redirects for ever',
      (_, response) => response.writeHead(302, { location: '/again' }).end(),
      /more than 10 times/,
    ],
    [
      'redirects to nowhere',
      (_, response) => response.writeHead(302, { location: 'ftp://x/' }).end(),
      /an address that is none/,
    ],
  ])('is passed over with its reason where it %s', async (_, answer, reason) => {
    const bad = await start(answer)
    const good = await start(serve(content))
    await ensureModel(makeEntry(content, [mirror(bad), mirror(good)]), options)
    expect(notes.filter(note => note.startsWith('Passing over'))).toEqual([expect.stringMatching(reason)])
    expect(readFileSync(path()).equals(content)).toBe(true)
  })

  it('never gives a wrong file its name', async () => {
    const server = await start(serve(wrong))
    const error = await failure(makeEntry(content, [mirror(server)]))
    expect(error.code).toBe('MODEL_UNAVAILABLE')
    expect(readdirSync(directory)).toEqual([])
  })

  it('is passed over where nothing listens, its host has no name, or it takes connections and says nothing', async () => {
    const silent = createServer(() => {})
    await once(silent.listen(0, '127.0.0.1'), 'listening')
    const { port } = silent.address() as { port: number }
    const closed = await startFileServer(() => {})
    await closed.close()
    const good = await start(serve(content))
    const sources = [closed.url, 'https://parley.invalid', `https://127.0.0.1:${port}`].map(url => mirror({ url }))
    await ensureModel(makeEntry(content, [...sources, mirror(good)]), options)
    silent.close()
    expect(notes[0]).toBe("Passing over Mirror: it can't be reached (ECONNREFUSED)")
    expect(notes[1]).toMatch(/^Passing over Mirror: it can't be reached \((ENOTFOUND|EAI_AGAIN)\)$/)
    expect(notes[2]).toMatch(/no answer in 0\.3 s/)
  })

  it('is not waited for again, and its reason not said again, while its host is known to be unreachable', async () => {
    const closed = await startFileServer(() => {})
    await closed.close()
    const entry = makeEntry(content, [mirror(closed)])
    const unreachableHosts = new Set<string>()
    await failure(entry, { unreachableHosts })
    await failure(entry, { unreachableHosts })
    expect(notes).toHaveLength(1)
  })

  it('ends in one line that names all sources and what to do', async () => {
    const [gone, locked] = [
      await start((_, response) => response.writeHead(404).end()),
      await start((_, response) => response.writeHead(403).end()),
    ]
    const error = await failure(makeEntry(content, [mirror(gone), mirror(locked)]))
    expect(error.message).toBe(
      `No source of tiny (300 kB) could serve it. Mirror: it does not have the file (404); Mirror: it answers 403 (access denied). Go online, set HF_ENDPOINT to a mirror of Hugging Face, or copy tiny.gguf into ${directory}; then start again.`,
    )
  })
})

describe('Hugging Face', () => {
  const revision = '0123456789abcdef0123456789abcdef01234567'
  const source = { type: 'huggingface', repository: 'someone/tiny-GGUF', revision, path: 'tiny.gguf' } as const
  const entry = makeEntry(content, [source])

  it('is asked for the pinned revision at the given address, with the token', async () => {
    const hub = await start(serve(content))
    await ensureModel(entry, { ...options, hubUrl: hub.url, hubToken: 'hf_secret' })
    expect(hub.requests).toMatchObject([
      { path: `/someone/tiny-GGUF/resolve/${revision}/tiny.gguf`, headers: { authorization: 'Bearer hf_secret' } },
    ])
  })

  it('sends the token along on its own host and nowhere else', async () => {
    const storage = await start(serve(content))
    const hub = await start((request, response) => {
      const location = request.url === '/moved' ? `${storage.url}/blob` : '/moved'
      response.writeHead(302, { location }).end()
    })
    await ensureModel(entry, { ...options, hubUrl: hub.url, hubToken: 'hf_secret' })
    expect(hub.requests.map(request => request.headers.authorization)).toEqual(['Bearer hf_secret', 'Bearer hf_secret'])
    expect(storage.requests.map(request => request.headers.authorization)).toEqual([undefined])
  })

  it('gives its token to no mirror', async () => {
    const server = await start(serve(content))
    await ensureModel(makeEntry(content, [mirror(server)]), { ...options, hubToken: 'hf_secret' })
    expect(server.requests[0]!.headers.authorization).toBeUndefined()
  })

  it('is not asked where its own tools left the file on this machine', async () => {
    const copy = hubCachePath(source, options.env!)
    mkdirSync(dirname(copy), { recursive: true })
    writeFileSync(copy, content)
    const hub = await start(serve(content))
    await ensureModel(entry, { ...options, hubUrl: hub.url })
    expect(hub.requests).toHaveLength(0)
    expect(readFileSync(path()).equals(content)).toBe(true)
  })
})

describe('a local path', () => {
  it('is copied', async () => {
    writeFileSync(join(folder, 'copy.gguf'), content)
    await ensureModel(makeEntry(content, [{ type: 'path', path: '~/copy.gguf' }]), options)
    expect(readFileSync(path()).equals(content)).toBe(true)
  })

  it.each([
    ['is missing', undefined, /does not exist/],
    ['has another size', content.subarray(1), /299999 bytes/],
    ['has another digest', wrong, /not the right one/],
  ])('is passed over where it %s', async (_, bytes, reason) => {
    if (bytes) writeFileSync(join(folder, 'copy.gguf'), bytes)
    const error = await failure(makeEntry(content, [{ type: 'path', path: join(folder, 'copy.gguf') }]))
    expect(error.message).toMatch(reason)
  })
})

describe('stopping', () => {
  it('keeps what came, and the next call goes on from there', async () => {
    const server = await start(serveThenStall(content, half))
    const stop = new AbortController()
    const onProgress = () => setTimeout(() => stop.abort(), 20)
    const error = await failure(makeEntry(content, [mirror(server)]), { signal: stop.signal, onProgress, timeouts: {} })
    expect(error.code).toBe('CANCELLED')
    expect(error.message).toBe(
      'Getting tiny was stopped; 150 kB of 300 kB are kept, and the next time goes on from there.',
    )
    expect(readdirSync(directory).sort()).toEqual(['tiny.gguf.part', 'tiny.gguf.part.origin.json'])
    server.answer = serve(content)
    await ensureModel(makeEntry(content, [mirror(server)]), options)
    expect(server.requests[1]!.headers.range).toBe(`bytes=${half}-`)
  })

  it('ends the wait between two tries', async () => {
    const server = await start((_, response) => response.writeHead(500).end())
    const stop = new AbortController()
    const pending = failure(makeEntry(content, [mirror(server)]), {
      signal: stop.signal,
      timeouts: { retryMs: 3_600_000 },
    })
    while (server.requests.length === 0) await new Promise(resolve => setTimeout(resolve, 10))
    stop.abort()
    expect((await pending).code).toBe('CANCELLED')
  })
})

describe('the models folder', () => {
  it('accepts a file that was copied there by hand, after reading it once', async () => {
    mkdirSync(directory)
    writeFileSync(path(), content)
    const entry = makeEntry(content, [])
    expect(await isModelReady(entry, directory)).toBe(false)
    expect(await ensureModel(entry, options)).toBe(path())
    expect(await isModelReady(entry, directory)).toBe(true)
  })

  it('replaces a file that is not the right one', async () => {
    mkdirSync(directory)
    writeFileSync(path(), wrong)
    const server = await start(serve(content))
    await ensureModel(makeEntry(content, [mirror(server)]), options)
    expect(notes[0]).toBe(`${path()} is not the file it should be: getting it anew.`)
    expect(readFileSync(path()).equals(content)).toBe(true)
  })

  it('reads a file again that was changed after it was checked', async () => {
    const server = await start(serve(content))
    const entry = makeEntry(content, [mirror(server)])
    await ensureModel(entry, options)
    writeFileSync(path(), wrong)
    expect(await isModelReady(entry, directory)).toBe(false)
    await ensureModel(entry, options)
    expect(readFileSync(path()).equals(content)).toBe(true)
  })

  it('is refused with what to do where it can not be made', async () => {
    writeFileSync(join(folder, 'file'), '')
    const error = await failure(makeEntry(content, []), { directory: join(folder, 'file', 'models') })
    expect(error.code).toBe('CONFIG_INVALID')
    expect(error.message).toMatch(/set PARLEY_MODELS to another folder/)
  })

  it('is refused before anything is fetched where the disk has no room', async () => {
    const server = await start(serve(content))
    const error = await failure(makeEntry(content, [mirror(server)]), { freeBytes: async () => 1_000_000 })
    expect(error.code).toBe('MODEL_UNAVAILABLE')
    expect(error.message).toMatch(/64\.3 MB are needed, 1\.00 MB are free/)
    expect(server.requests).toHaveLength(0)
  })

  it.skipIf(process.platform !== 'linux')('says so where the disk fills up on the way', async () => {
    writeFileSync(join(folder, 'copy.gguf'), content)
    mkdirSync(directory)
    // Every write to this device fails as on a full disk.
    symlinkSync('/dev/full', partPath())
    const error = await failure(makeEntry(content, [{ type: 'path', path: join(folder, 'copy.gguf') }]))
    expect(error.code).toBe('STORE_UNAVAILABLE')
    expect(error.message).toMatch(/is full\. Make room/)
  })
})

describe('two at once', () => {
  it('fetch the file once; the second waits and says so', async () => {
    const server = await start((request, response) => setTimeout(() => serve(content)(request, response), 100))
    const entry = makeEntry(content, [mirror(server)])
    const paths = await Promise.all([ensureModel(entry, options), ensureModel(entry, options)])
    expect(paths).toEqual([path(), path()])
    expect(server.requests).toHaveLength(1)
    expect(notes).toContain(`Another Parley (process ${process.pid}) is getting tiny: waiting for it.`)
  })

  it('take over the lock of a process that died, and wait for one that lives', async () => {
    const server = await start(serve(content))
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    mkdirSync(directory)
    writeFileSync(`${path()}.lock`, JSON.stringify({ pid: other.pid, host: hostname(), id: 'other' }))
    const pending = ensureModel(makeEntry(content, [mirror(server)]), options)
    while (notes.length === 0) await new Promise(resolve => setTimeout(resolve, 10))
    expect(server.requests).toHaveLength(0)
    other.kill('SIGKILL')
    await once(other, 'close')
    expect(await pending).toBe(path())
    expect(existsSync(`${path()}.lock`)).toBe(false)
  })

  it.each([
    ['that nobody touched for long', JSON.stringify({ pid: process.pid, host: 'elsewhere', id: 'other' })],
    ['that was never written to its end', ''],
  ])('take over a lock %s', async (_, text) => {
    const server = await start(serve(content))
    mkdirSync(directory)
    writeFileSync(`${path()}.lock`, text)
    utimesSync(`${path()}.lock`, 1, 1)
    expect(await ensureModel(makeEntry(content, [mirror(server)]), options)).toBe(path())
    expect(readdirSync(directory).sort()).toEqual(['tiny.gguf', 'tiny.gguf.checked.json'])
  })
})

describe('verifyModel', () => {
  it('finds a good, a missing, a damaged and a short file', async () => {
    const server = await start(serve(content))
    const entry = makeEntry(content, [mirror(server)])
    expect(await verifyModel(entry, options)).toBe('missing')
    await ensureModel(entry, options)
    expect(await verifyModel(entry, options)).toBe('good')
    writeFileSync(path(), content.subarray(1))
    expect(await verifyModel(entry, options)).toBe('damaged')
  })

  it('sees damage that the file times do not show, and the next call mends it', async () => {
    const server = await start(serve(content))
    const entry = makeEntry(content, [mirror(server)])
    await ensureModel(entry, options)
    const { atime, mtime } = statSync(path())
    const record = readFileSync(`${path()}.checked.json`, 'utf8')
    writeFileSync(path(), wrong)
    utimesSync(path(), atime, mtime)
    writeFileSync(
      `${path()}.checked.json`,
      JSON.stringify({ ...JSON.parse(record), mtimeMs: statSync(path()).mtimeMs }),
    )
    expect(await isModelReady(entry, directory)).toBe(true)
    expect(await verifyModel(entry, options)).toBe('damaged')
    await ensureModel(entry, options)
    expect(await verifyModel(entry, options)).toBe('good')
  })
})
