import { describe, expect, it } from 'vitest'
import { parseHtml } from '../../../knowledge/loaders/parse-html.ts'

const words = (n: number) => 'several words that make a sentence of the article. '.repeat(n)

describe('parseHtml', () => {
  it('keeps every section of a page and leaves menus and scripts out', () => {
    const html = `<!doctype html><html><head><title>Guide – Docs</title><style>p{}</style></head><body>
      <nav><a href="/">Home</a></nav><div class="toc"><a href="#a">First</a></div>
      <h1>Guide</h1><h2 id="a">First<a class="headerlink" href="#a">¶</a></h2><p>Short.</p>
      <h2>Second</h2><p>${words(40)}</p><script>alert(1)</script><footer>© us</footer></body></html>`
    const { title, text } = parseHtml(html, 'file')
    expect(title).toBe('Guide – Docs')
    expect(text).toContain('# Guide\n\n## First\n\nShort.\n\n## Second\n\nseveral words')
    for (const clutter of ['Home', '¶', 'alert', '© us', 'p{}']) expect(text).not.toContain(clutter)
    expect(text.match(/First/g)).toHaveLength(1)
  })

  it('takes what the page marks as its content', () => {
    const html = `<body><div>menu menu</div><main><h1>A</h1><p>text</p></main><div>ads</div></body>`
    expect(parseHtml(html, 'file')).toMatchObject({ title: 'A', text: '# A\n\ntext' })
  })

  it('finds the article among unmarked boxes', () => {
    const html = `<html><head><title>T</title></head><body><div class="sidebar"><ul><li><a href="/a">Offers</a></li>
      <li><a href="/b">Careers</a></li></ul></div><div class="content"><h1>T</h1><p>${words(30)}</p><p>${words(30)}</p></div></body></html>`
    const { text } = parseHtml(html, 'file')
    expect(text).toContain('several words')
    expect(text).not.toContain('Careers')
  })

  it('writes code, lists, definitions and tables as Markdown', () => {
    const html = `<main><pre class="programlisting language-js">a &lt; b

  c</pre><ul><li>one<ol start="3"><li>x</li><li>y</li></ol></li><li><p>two</p></li></ul>
      <dl><dt>Term</dt><dd>what it is</dd></dl>
      <table><caption>Prices</caption><tr><th>A</th><th>B</th></tr><tr><td>1 | 2</td><td><b>3</b></td></tr></table></main>`
    expect(parseHtml(html, 'f').text).toBe(
      [
        '```js\na < b\n\n  c\n```',
        '- one\n  3. x\n  4. y\n- two',
        '**Term**',
        'what it is',
        'Prices',
        '| A | B |\n| --- | --- |\n| 1 \\| 2 | **3** |',
      ].join('\n\n'),
    )
  })

  it('reads the cells of a table that is there for the layout', () => {
    const html = '<main><table><tr><td><p>a</p><p>b</p></td><td><ul><li>c</li></ul></td></tr></table></main>'
    expect(parseHtml(html, 'f').text).toBe('a\n\nb\n\n- c')
  })

  it('keeps addresses of the web and the words of other links', () => {
    const html =
      '<main><p><a href="https://example.org/a b">out</a>, <a href="x.html#y">in</a>, <img alt="a chart" src="c.png"></p></main>'
    expect(parseHtml(html, 'f').text).toBe('[out](https://example.org/a%20b), in, a chart')
  })

  it('keeps signs as they are', () => {
    expect(parseHtml('<main><p>snake_case *args [x] &lt;b&gt; 1. --&gt;</p></main>', 'f').text).toBe(
      'snake_case *args [x] <b> 1. -->',
    )
  })

  it('refuses a page without text', () => {
    expect(() => parseHtml('<html><body><script>1</script></body></html>', 'page.html')).toThrow('page has no text')
  })
})
