/** Web pages through the whole knowledge base, from a site on this machine. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addressAt } from '../../../../knowledge/locations.ts'
import { htmlPage, startWebSite, type WebSite } from '../../../fixtures/web-site.ts'
import { useKnowledge } from './open-test-knowledge.ts'

const test = useKnowledge()
let site: WebSite

beforeEach(async () => {
  site = await startWebSite()
})
afterEach(() => site.close())

function put(pages: Parameters<typeof startWebSite>[0]): void {
  for (const [path, page] of Object.entries(pages ?? {})) site.pages.set(path, page)
}

const index = (path: string, web = {}) => test.knowledge.index({ paths: [`${site.origin}${path}`], web })
const uris = async () => (await test.knowledge.list()).map(({ uri }) => uri.replace(site.origin, '')).sort()

describe('a web page', () => {
  it('is found under its address, and costs an empty answer when it is unchanged', async () => {
    put({ '/guide.html': htmlPage('Guide', 'The ferry leaves at nine.', ['/other.html'], '"1"') })
    expect(await index('/guide.html')).toMatchObject({ indexed: 1, failed: 0 })
    const [found] = await test.knowledge.search({ query: 'When does the ferry leave?', readers: [], limit: 1 })
    expect(found).toMatchObject({ uri: `${site.origin}/guide.html`, title: 'Guide' })
    expect(await index('/guide.html')).toMatchObject({ indexed: 0, embedded: 0, unchanged: 1, removed: 0 })
    expect(site.asked.filter(({ path }) => path === '/guide.html').map(({ status }) => status)).toEqual([200, 304])
    expect(site.asked[0]!.headers['user-agent']).toMatch(/^Parley /)
    put({ '/guide.html': htmlPage('Guide', 'The ferry leaves at ten.', [], '"2"') })
    expect(await index('/guide.html')).toMatchObject({ indexed: 1 })
    expect(await uris()).toEqual(['/guide.html'])
  })

  it('is cited with the heading that what is found stands under', async () => {
    const body = `<main><h1>Ferries</h1><p>All about them.</p>
      <section id="times"><h2>Times &amp; <em>days</em></h2><p>The ferry leaves at nine.</p></section>
      <h2 id="fares!">Fares</h2><p>A ticket costs four crowns.</p></main>`
    put({ '/guide.html': { headers: { 'content-type': 'text/html' }, body } })
    await index('/guide.html')
    const [passage] = await test.knowledge.search({ query: 'ferry', readers: [], limit: 1 })
    const addressOf = (words: string) => addressAt(passage!, passage!.start + passage!.text.indexOf(words))
    expect(addressOf('leaves')).toBe(`${site.origin}/guide.html#times`)
    expect(addressOf('crowns')).toBe(`${site.origin}/guide.html#fares!`)
    expect(addressOf('All about')).toBe(`${site.origin}/guide.html`)
  })

  it('is read in its own format', async () => {
    put({
      '/notes': { headers: { 'content-type': 'text/markdown' }, body: '# Notes\n\nBring a *lamp*.' },
      '/log.txt': { headers: { 'content-type': 'text/plain' }, body: 'The lamp broke.' },
      '/latin': {
        headers: { 'content-type': 'text/html; charset=iso-8859-1' },
        body: Buffer.from('<p>Die Tür klemmt bei Kälte.</p>', 'latin1'),
      },
      '/picture': { headers: { 'content-type': 'image/png' }, body: 'png' },
    })
    for (const path of ['/notes', '/log.txt', '/latin']) expect(await index(path)).toMatchObject({ indexed: 1 })
    expect((await index('/picture')).problems[0]!.reason).toMatch(/not read from the web \(image\/png\)/)
    const passages = await test.knowledge.search({ query: 'lamp Tür', readers: [], limit: 9 })
    expect(passages.map(({ text }) => text).sort()).toEqual([
      '# Notes\n\nBring a *lamp*.',
      'Die Tür klemmt bei Kälte.',
      'The lamp broke.',
    ])
  })

  it('goes when it is gone, and stays when the site is down', async () => {
    put({ '/a': htmlPage('A', 'About lighthouses.') })
    await index('/a')
    put({ '/a': { status: 503 } })
    expect(await index('/a')).toMatchObject({ failed: 1, removed: 0 })
    put({ '/robots.txt': { status: 500 } })
    await expect(index('/a')).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' })
    expect(await uris()).toEqual(['/a'])
    site.pages.clear()
    expect(await index('/a')).toMatchObject({ removed: 1 })
    expect(await uris()).toEqual([])
  })

  it('that was never there leaves no source behind', async () => {
    expect(await index('/typo')).toMatchObject({ failed: 1 })
    await site.close()
    await expect(index('/typo')).rejects.toThrow(/cannot be reached/)
    expect(await test.knowledge.sources()).toEqual([])
  })

  it('is not read where robots.txt or the page itself says so', async () => {
    put({
      '/robots.txt': {
        body: 'User-agent: *\nDisallow: /private/\n\nUser-agent: Parley\nDisallow: /private/\nDisallow: /not-you\n',
      },
      '/private/a': htmlPage('P', 'secret'),
      '/not-you': htmlPage('N', 'secret'),
      '/hidden': { ...htmlPage('H', 'secret'), headers: { 'content-type': 'text/html', 'x-robots-tag': 'noindex' } },
    })
    for (const path of ['/private/a', '/not-you', '/hidden']) {
      expect(await index(path)).toMatchObject({ indexed: 0, problems: [{ kind: 'passed over' }] })
    }
    expect(site.paths()).toEqual(['/hidden'])
  })
})

describe('the pages of a site', () => {
  beforeEach(() => {
    put({
      '/docs/': htmlPage('Home', 'Welcome.', ['a.html', 'b.html', '/blog/', 'https://elsewhere.example/'], '"h"'),
      '/docs/a.html': htmlPage('A', 'About anchors.', ['b.html#top', 'deep/c.html'], '"a"'),
      '/docs/b.html': htmlPage('B', 'About buoys.', [], '"b"'),
      '/docs/deep/c.html': htmlPage('C', 'About currents.', ['d.html'], '"c"'),
      '/docs/deep/d.html': htmlPage('D', 'About docks.', [], '"d"'),
      '/blog/': htmlPage('Blog', 'News.'),
    })
  })

  it('are followed as deep as was asked, below the address alone, two at a time', async () => {
    expect(await index('/docs/', { depth: 1 })).toMatchObject({ indexed: 3 })
    expect(await uris()).toEqual(['/docs/', '/docs/a.html', '/docs/b.html'])
    expect(await index('/docs/', { depth: 3 })).toMatchObject({ indexed: 2, unchanged: 3 })
    expect(await uris()).toEqual(['/docs/', '/docs/a.html', '/docs/b.html', '/docs/deep/c.html', '/docs/deep/d.html'])
    expect(site.mostAtOnce).toBeLessThanOrEqual(2)
    // Asked for without a depth, it keeps the one it has.
    site.asked.length = 0
    expect(await index('/docs/')).toMatchObject({ indexed: 0, unchanged: 5, embedded: 0 })
    expect(new Set(site.asked.filter(({ path }) => path !== '/robots.txt').map(({ status }) => status))).toEqual(
      new Set([304]),
    )
  })

  it('are no more than was asked for, and the rest is named', async () => {
    const report = await index('/docs/', { depth: 3, maxPages: 2 })
    expect(report).toMatchObject({
      indexed: 2,
      problems: [{ kind: 'passed over', reason: expect.stringMatching(/at most 2/) }],
    })
  })

  it('stay where no page leads to them any more, and go when they are gone', async () => {
    await index('/docs/', { depth: 3 })
    put({ '/docs/a.html': htmlPage('A', 'About anchors.', [], '"a2"') })
    expect(await index('/docs/')).toMatchObject({ indexed: 1, removed: 0 })
    site.pages.delete('/docs/deep/d.html')
    put({ '/docs/deep/c.html': { breaksOff: true } })
    expect(await index('/docs/')).toMatchObject({ failed: 1, removed: 0 })
    put({ '/docs/deep/c.html': { status: 410 } })
    expect(await index('/docs/')).toMatchObject({ removed: 2 })
    expect(await uris()).toEqual(['/docs/', '/docs/a.html', '/docs/b.html'])
  })

  it('are known by the address that the given one leads to', async () => {
    put({ '/start': { status: 302, headers: { location: '/docs/' } } })
    expect(await index('/start', { depth: 1 })).toMatchObject({ indexed: 3 })
    expect((await test.knowledge.sources()).map(({ name }) => name)).toEqual([`${site.origin}/docs/`])
    put({
      '/docs/a.html': { status: 301, headers: { location: '/docs/new.html' } },
      '/docs/new.html': htmlPage('A', 'About anchors.'),
    })
    expect(await index('/docs/')).toMatchObject({ indexed: 1, removed: 1 })
    put({ '/docs/b.html': { status: 301, headers: { location: '/blog/' } } })
    const report = await index('/docs/')
    expect(report).toMatchObject({ removed: 0, failed: 1 })
    expect(await uris()).toEqual(['/docs/', '/docs/b.html', '/docs/new.html'])
  })

  it('are those of a sitemap, and of sitemaps in it, packed or not', async () => {
    const urlset = (...paths: string[]) =>
      `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:i="urn:image">${paths
        .map(
          path => `<url><loc>${site.origin}${path}</loc><i:image><i:loc>${site.origin}/x.png</i:loc></i:image></url>`,
        )
        .join('')}</urlset>`
    const list = ['/docs/one.xml', '/docs/two.xml.gz'].map(
      path => `<sitemap><loc>${site.origin}${path}</loc></sitemap>`,
    )
    put({
      '/docs/sitemap.xml': { body: `<sitemapindex>${list.join('')}</sitemapindex>` },
      '/docs/one.xml': { body: urlset('/docs/a.html', '/blog/') },
      '/docs/two.xml.gz': { body: gzipSync(urlset('/docs/b.html', '/docs/deep/d.html')) },
    })
    expect(await index('/docs/sitemap.xml')).toMatchObject({ indexed: 3, failed: 0 })
    expect(await uris()).toEqual(['/docs/a.html', '/docs/b.html', '/docs/deep/d.html'])
    put({ '/docs/two.xml.gz': { status: 500 } })
    expect(await index('/docs/sitemap.xml')).toMatchObject({ unchanged: 1, removed: 0, failed: 1 })
    put({ '/docs/sitemap.xml': { body: '<html></html>' } })
    await expect(index('/docs/sitemap.xml')).rejects.toThrow(/is no sitemap/)
    expect(await test.knowledge.remove(`${site.origin}/docs/sitemap.xml`)).toHaveLength(3)
    expect(await test.knowledge.sources()).toEqual([])
  })

  it('are left for another time when the site stops answering', async () => {
    await index('/docs/', { depth: 3 })
    await site.close()
    await expect(index('/docs/')).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' })
    expect(await uris()).toHaveLength(5)
    expect(await test.knowledge.sources()).toMatchObject([{ state: 'done', documents: 5 }])
  })

  it('are read at the pace that robots.txt asks for', async () => {
    put({ '/robots.txt': { body: 'User-agent: *\nCrawl-delay: 0.02\n' } })
    expect(await index('/docs/', { depth: 3 })).toMatchObject({ indexed: 5 })
    expect(site.mostAtOnce).toBe(1)
  })

  it('are gone on with after a crash: what was stored is not sent again', async () => {
    const links = Array.from({ length: 80 }, (_, i) => `${i}.html`)
    put({ '/docs/': htmlPage('Home', 'Welcome.', links, '"h"') })
    for (const link of links) put({ [`/docs/${link}`]: htmlPage(`Page ${link}`, `About ${link}.`, [], `"${link}"`) })
    let open = () => {}
    const waits = new Promise<void>(resolve => {
      open = resolve
    })
    put({ '/docs/79.html': { ...htmlPage('Last', 'The last.', [], '"l"'), waits } })
    await test.knowledge.close()
    const script = fileURLToPath(new URL('./index-site.ts', import.meta.url))
    const child = spawn(process.execPath, [script, join(test.folder, 'data'), `${site.origin}/docs/`])
    const ended = once(child, 'exit')
    await expect.poll(stored, { timeout: 20_000 }).toBeGreaterThan(60)
    await expect.poll(() => site.paths(), { timeout: 20_000 }).toContain('/docs/78.html')
    child.kill('SIGKILL')
    await ended
    open()
    site.asked.length = 0
    const again = await test.reopen()
    expect(await again.resume()).toMatchObject({ failed: 0 })
    expect((await again.list()).filter(({ state }) => state === 'done')).toHaveLength(81)
    expect(site.asked.filter(({ status }) => status === 304).length).toBeGreaterThan(60)
  })

  async function stored(): Promise<number> {
    const rows = await test.store.db.selectFrom('pages').select('url').execute()
    return rows.length
  }

  it('are gone on with after a run that was cut off', async () => {
    const stop = new AbortController()
    let open = () => {}
    const waits = new Promise<void>(resolve => {
      open = resolve
    })
    put({ '/docs/deep/d.html': { ...htmlPage('D', 'About docks.', [], '"d"'), waits } })
    const running = test.knowledge.index({ paths: [`${site.origin}/docs/`], web: { depth: 3 }, signal: stop.signal })
    running.catch(() => {})
    await expect.poll(() => site.paths()).toContain('/docs/deep/c.html')
    stop.abort()
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' })
    open()
    const again = await test.reopen()
    expect((await again.status()).interrupted).toEqual([`${site.origin}/docs/`])
    expect(await again.resume()).toMatchObject({ failed: 0 })
    expect(await uris()).toHaveLength(5)
    expect((await again.status()).interrupted).toEqual([])
  })
})
