/** `parley index`: brings the knowledge base up to date with files, folders and web pages. */
import { DEFAULT_MAX_PAGES, type WebOptions } from '../../knowledge/sources/web-options.ts'
import type { AddCommand } from './context.ts'
import { parseCount } from './parse-count.ts'
import { runIndexing } from './run-indexing.ts'

export const addIndexCommand: AddCommand = (program, context) => {
  program
    .command('index')
    .summary('put files, folders and web pages into the knowledge base')
    .description(
      'Puts files, folders and web pages into the knowledge base: text, Office, PDF, mail and code, exports of Slack, Discord, Notion and Confluence, .jsonl of {id, title, text, acl?}; the README lists the formats. What is unchanged is passed over, what is gone is removed. While `parley start` runs, folders are watched and pages are read again once a day.',
    )
    .argument(
      '<path...>',
      'files, folders and web addresses; hidden files, node_modules and what Git ignores are left out, robots.txt is honoured',
    )
    .option('--acl <principal>', 'who may read it, such as channel:C024; repeatable; everybody where absent', addTo, [])
    .option('--depth <number>', 'follow links of a web page so far, to pages below its address')
    .option('--max-pages <number>', `the most pages of a web address; default ${DEFAULT_MAX_PAGES}`)
    .option('--json', 'print one result object')
    .action(async (paths: string[], options: IndexOptions) => {
      const web = parseWebOptions(options)
      const knowledge = await context.knowledge()
      await runIndexing(context, options, running =>
        knowledge.index({ ...running, paths, web, ...(options.acl.length > 0 ? { acl: options.acl } : {}) }),
      )
    })
}

interface IndexOptions {
  acl: string[]
  depth?: string
  maxPages?: string
  json?: true
}

const MAX_DEPTH = 20
const MAX_PAGES = 100_000

function parseWebOptions({ depth, maxPages }: IndexOptions): Partial<WebOptions> {
  return {
    ...(depth === undefined ? {} : { depth: parseCount('--depth', depth, 0, MAX_DEPTH) }),
    ...(maxPages === undefined ? {} : { maxPages: parseCount('--max-pages', maxPages, 1, MAX_PAGES) }),
  }
}

function addTo(value: string, values: string[]): string[] {
  return [...values, value]
}
