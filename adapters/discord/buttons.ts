/** The buttons under a reply, and what a click on one means. */
import { ButtonStyle, ComponentType } from 'discord.js'
import { type ReplyAction, type ReplyActionName, replyActionNames } from '../../src/conversation/chat-port.ts'

/** What a button of Parley's stands for. */
export interface ButtonMeaning {
  action: ReplyActionName | 'stop'
  reply: string
  value?: string
}

const PREFIX = 'parley'
const ACTIONS: readonly string[] = [...replyActionNames, 'stop'] satisfies ButtonMeaning['action'][]
/** Discord's limits: 5 rows of 5 buttons, labels of 80 characters. */
const ROW_BUTTONS = 5
const MAX_ROWS = 5
const LABEL_CHARS = 80

export function renderButtons(replyId: string, actions: readonly ReplyAction[]): object[] {
  const unique = new Map(
    actions.map(action => [formatButtonId({ ...action, action: action.name, reply: replyId }), action]),
  )
  const buttons = [...unique].map(([id, { label }]) => button(id, label))
  const rows: object[] = []
  for (let i = 0; i < buttons.length && rows.length < MAX_ROWS; i += ROW_BUTTONS) {
    rows.push({ type: ComponentType.ActionRow, components: buttons.slice(i, i + ROW_BUTTONS) })
  }
  return rows
}

/** Under a reply that is being written. */
export function renderStopButton(replyId: string): object[] {
  const stop = button(formatButtonId({ action: 'stop', reply: replyId }), 'Stop')
  return [{ type: ComponentType.ActionRow, components: [stop] }]
}

function button(id: string, label: string): object {
  const short = [...label].slice(0, LABEL_CHARS).join('')
  return { type: ComponentType.Button, style: ButtonStyle.Secondary, label: short, custom_id: id }
}

/** At most 84 of Discord's 100 characters: 24 of a reply's id, 40 of a value. */
function formatButtonId({ action, reply, value = '' }: ButtonMeaning): string {
  return `${PREFIX}:${action}:${reply}:${value}`
}

/** @returns undefined where the button is none of a reply's */
export function parseButtonId(id: string): ButtonMeaning | undefined {
  const match = /^parley:([a-z]+):([^:]*):(.*)$/s.exec(id)
  const [, action = '', reply = '', value = ''] = match ?? []
  if (!ACTIONS.includes(action) || reply === '') return undefined
  return { action: action as ButtonMeaning['action'], reply, ...(value === '' ? {} : { value }) }
}
