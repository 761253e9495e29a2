/** The Markdown that messages are made of: GitHub's, less what chat cannot show. Structurally a part of mdast. */

export interface TextRun {
  type: 'text'
  value: string
}

export interface InlineCode {
  type: 'inlineCode'
  /** On one line. */
  value: string
}

export interface LineBreak {
  type: 'break'
}

/** Marks never stand in a mark of their own type. */
export interface Mark {
  type: 'emphasis' | 'strong' | 'delete'
  children: Inline[]
}

export interface Link {
  type: 'link'
  /** http, https or mailto; without spaces, control characters, quotes and angle brackets. */
  url: string
  children: Inline[]
}

export type Inline = TextRun | InlineCode | LineBreak | Mark | Link

export interface Paragraph {
  type: 'paragraph'
  children: Inline[]
}

export interface Heading {
  type: 'heading'
  depth: 1 | 2 | 3 | 4 | 5 | 6
  children: Inline[]
}

export interface Rule {
  type: 'thematicBreak'
}

export interface Quote {
  type: 'blockquote'
  children: Block[]
}

export interface ListItem {
  type: 'listItem'
  /** Of a task; null for an ordinary item. */
  checked: boolean | null
  spread: boolean
  children: Block[]
}

export interface List {
  type: 'list'
  ordered: boolean
  /** The first number of an ordered list. */
  start: number
  spread: boolean
  children: ListItem[]
}

export interface CodeBlock {
  type: 'code'
  /** One word without backticks. */
  lang: string | null
  value: string
}

export interface TableCell {
  type: 'tableCell'
  /** Without line breaks. */
  children: Inline[]
}

export interface TableRow {
  type: 'tableRow'
  children: TableCell[]
}

export interface Table {
  type: 'table'
  align: ('left' | 'right' | 'center' | null)[]
  /** The first is the header. */
  children: TableRow[]
  /** The header was shown before, over earlier rows. */
  goesOn?: boolean
}

export type Block = Paragraph | Heading | Rule | Quote | List | CodeBlock | Table
