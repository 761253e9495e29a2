import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parsePrompt, renderPrompt } from '../../../src/prompts/prompt.ts'

const folder = new URL('../../../src/prompts', import.meta.url).pathname
const prompts = readdirSync(folder)
  .filter(name => name.endsWith('.json') && name !== 'translate.json')
  .map(name => ({ name, file: JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown }))

describe.each(prompts)('prompt $name', ({ file }) => {
  const prompt = parsePrompt(file)

  it('has examples in every language that it has a system message in, each with all fields of the request', () => {
    for (const lang of Object.keys(prompt.system)) {
      const template = prompt.user[lang] ?? prompt.user.en
      const fields = [...template.matchAll(/\{(\w+)\}/g)].map(match => match[1]!)
      for (const example of prompt.examples[lang] ?? []) {
        expect(Object.keys(example).sort()).toEqual([...fields, 'answer'].sort())
      }
      expect(prompt.examples[lang]?.length).toBe(prompt.examples.en.length)
    }
  })

  it('begins alike for all requests in a language, so that the beginning is read once', () => {
    const fields = [...prompt.user.en.matchAll(/\{(\w+)\}/g)].map(match => match[1]!)
    const render = (value: string) =>
      renderPrompt(prompt, 'en', Object.fromEntries(fields.map(field => [field, value])))
    const [a, b] = [render('one'), render('two')]
    expect(a.slice(0, -1)).toEqual(b.slice(0, -1))
    expect(a.at(-1)).not.toEqual(b.at(-1))
  })
})
