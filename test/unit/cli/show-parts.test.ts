/** What a person sees of a running pipeline. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { showParts } from '../../../src/cli/show-parts.ts'
import type { Citation } from '../../../src/pipelines/pipeline.ts'

function citation(n: number, title: string, source: string): { type: 'citation'; citation: Citation } {
  return { type: 'citation', citation: { n, title, source, start: 0, end: 5, quote: 'words' } }
}

function screen() {
  const written = { output: '', terminal: '' }
  const write = (to: keyof typeof written) => (text: string) => {
    written[to] += text
  }
  const shown = showParts({ write: write('output'), terminal: { columns: 20, write: write('terminal') } })
  return { written, ...shown }
}

describe('showParts', () => {
  it('streams the text, ends its last line and lists the sources', () => {
    const { written, show, end } = screen()
    show({ type: 'text', text: 'Closed on ' })
    show(citation(1, 'Opening hours', 'hours.md'))
    show({ type: 'text', text: 'Sundays [1].' })
    show(citation(2, 'holidays.md', 'holidays.md'))
    end()
    expect(written.output).toBe(
      'Closed on Sundays [1].\n\nSources:\n[1] Opening hours (hours.md): words\n[2] holidays.md: words\n',
    )
  })

  it('writes states over each other within one line of the terminal and clears them before text', () => {
    const { written, show, end } = screen()
    show({ type: 'status', text: 'Reading' })
    show({ type: 'status', text: 'Reading a very long list of things' })
    show({ type: 'text', text: 'Done' })
    show({ type: 'status', text: 'torn' })
    end()
    expect(written.terminal).toBe('\r\u001B[KReading\r\u001B[KReading a very long\r\u001B[K')
    expect(written.output).toBe('Done\n')
  })

  it('writes nothing where there is nothing', () => {
    const { written, end } = screen()
    end()
    expect(written).toEqual({ output: '', terminal: '' })
  })

  it('lets no text steer the terminal', () => {
    const property = fc.property(
      fc.array(fc.string({ unit: fc.nat(0x2ff).map(code => String.fromCharCode(code)) })),
      texts => {
        const { written, show, end } = screen()
        for (const text of texts) show({ type: 'text', text })
        show(citation(1, texts.join(''), 'x'))
        end()
        expect(written.output).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/)
      },
    )
    fc.assert(property)
  })
})
