/** What a channel and a person have set: kept in the store, shown as a form, changed by it or by a line of text. */
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { ParleyError } from '../errors.ts'
import type { Database } from '../store/database.ts'
import { readSetting, writeSetting } from '../store/setting-values.ts'
import { parseLanguage } from '../text/language.ts'
import { suggestName } from '../text/nearest-name.ts'
import type { Form, FormField, Person, Place } from './chat-port.ts'

const language = z.string().default('auto')

const channelSchema = z.object({
  answer: z.enum(['mentions', 'commands', 'off']).default('mentions'),
  language,
  remember: z.enum(['yes', 'no']).default('yes'),
  knowledge: z.enum(['everyone', 'managers', 'nobody']).default('everyone'),
  conversations: z.enum(['nobody', 'members']).default('nobody'),
})

const personSchema = z.object({
  language,
  replies: z.enum(['auto', 'private', 'public']).default('auto'),
})

export type ChannelSettings = z.output<typeof channelSchema>
export type PersonSettings = z.output<typeof personSchema>

/** Whose settings: a channel's or a person's. */
export type SettingsSubject = { kind: 'channel'; place: Place } | { kind: 'person'; person: Person }

export interface Settings {
  ofChannel(channel: string): Promise<ChannelSettings>
  ofPerson(person: string): Promise<PersonSettings>
  /** The form with the present values. */
  form(subject: SettingsSubject): Promise<Form>
  /**
   * Changes the values that are given.
   * @returns one line that says how things stand now
   * @throws ParleyError INPUT_INVALID for an unknown name or value, with the nearest right one
   */
  change(subject: SettingsSubject, values: Readonly<Record<string, string>>): Promise<string>
  /** One line that says how things stand. */
  describe(subject: SettingsSubject): Promise<string>
  forgetPerson(person: string): Promise<void>
}

interface FieldDescription {
  label: string
  /** What the values are called; a field without choices is a language. */
  choices?: Readonly<Record<string, string>>
}

const channelFields: Readonly<Record<keyof ChannelSettings, FieldDescription>> = {
  answer: {
    label: 'Parley answers',
    choices: { mentions: 'mentions and commands', commands: 'commands only', off: 'nothing here' },
  },
  language: { label: 'Language of the answers' },
  remember: { label: 'Keep messages for summaries', choices: { yes: 'yes', no: 'no, read them when asked' } },
  knowledge: {
    label: 'Who may add to the knowledge base',
    choices: { everyone: 'everyone here', managers: 'those who manage the channel', nobody: 'nobody' },
  },
  conversations: {
    label: "Answer from this channel's conversations",
    choices: { nobody: 'for nobody', members: 'for its members' },
  },
}

const personFields: Readonly<Record<keyof PersonSettings, FieldDescription>> = {
  language: { label: 'Language of answers to me' },
  replies: {
    label: 'Answers to me in channels',
    choices: { auto: 'summaries to me alone, the rest for all', private: 'to me alone', public: 'for all' },
  },
}

/** The languages a form offers; by text every language that Parley knows can be set. */
const offered = {
  auto: 'the language of the question',
  ...{ en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español', zh: '中文', ja: '日本語' },
  ...{ it: 'Italiano', pt: 'Português', nl: 'Nederlands', pl: 'Polski', ru: 'Русский', uk: 'Українська', ko: '한국어' },
}

/** @param options.onChannelChange told when a channel's settings have changed */
export function createSettings(options: {
  db: Kysely<Database>
  platform: string
  onChannelChange?: (place: Place) => Promise<void>
}): Settings {
  const { db, platform, onChannelChange } = options

  const load = async (key: string): Promise<unknown> => (await readSetting(db, key)) ?? {}

  async function current(subject: SettingsSubject): Promise<Record<string, string>> {
    const value = await load(keyOf(subject))
    return subject.kind === 'channel' ? channelSchema.parse(value) : personSchema.parse(value)
  }

  function keyOf(subject: SettingsSubject): string {
    const id = subject.kind === 'channel' ? subject.place.channel : subject.person.id
    return `${subject.kind}:${platform}:${id}`
  }

  async function describe(subject: SettingsSubject): Promise<string> {
    const values = await current(subject)
    const lines = Object.entries(fieldsOf(subject)).map(([name, field]) => {
      const value = values[name]!
      return `- \`${name}=${value}\`: ${field.label.toLowerCase()}: ${choicesOf(field)[value] ?? value}`
    })
    return lines.join('\n')
  }

  return {
    ofChannel: async channel => channelSchema.parse(await load(`channel:${platform}:${channel}`)),
    ofPerson: async person => personSchema.parse(await load(`person:${platform}:${person}`)),
    async form(subject) {
      const values = await current(subject)
      const fields = Object.entries(fieldsOf(subject)).map(([name, field]): FormField => {
        const choices = Object.entries({ ...choicesOf(field), ...withCurrent(field, values[name]!) })
        return {
          name,
          label: field.label,
          kind: 'choice',
          choices: choices.map(([value, label]) => ({ value, label })),
          value: values[name],
          required: true,
        }
      })
      const id = subject.kind === 'channel' ? JSON.stringify(subject.place) : subject.person.id
      return {
        name: `settings-${subject.kind}`,
        subject: id,
        title: subject.kind === 'channel' ? 'Parley in this channel' : 'Parley for me',
        fields,
      }
    },
    async change(subject, values) {
      const fields = fieldsOf(subject)
      const changed = await current(subject)
      for (const [name, value] of Object.entries(values)) {
        const field = fields[name]
        if (!field) {
          throw new ParleyError(
            'INPUT_INVALID',
            `There is no setting ${name} for a ${subject.kind}: ${suggestName(name, Object.keys(fields))}`,
          )
        }
        changed[name] = toValue(name, field, value)
      }
      await writeSetting(db, keyOf(subject), changed)
      if (subject.kind === 'channel') await onChannelChange?.(subject.place)
      return describe(subject)
    },
    describe,
    async forgetPerson(person) {
      await db.deleteFrom('settings').where('key', '=', `person:${platform}:${person}`).execute()
    },
  }
}

function fieldsOf(subject: SettingsSubject): Readonly<Record<string, FieldDescription>> {
  return subject.kind === 'channel' ? channelFields : personFields
}

function choicesOf(field: FieldDescription): Readonly<Record<string, string>> {
  return field.choices ?? offered
}

/** A language that no form offers, but that was set by text. */
function withCurrent(field: FieldDescription, value: string): Record<string, string> {
  return value in choicesOf(field) ? {} : { [value]: value }
}

function toValue(name: string, field: FieldDescription, value: string): string {
  const wanted = value.trim().toLowerCase()
  if (wanted in choicesOf(field)) return wanted
  if (!field.choices) return parseLanguage(value)
  const advice = suggestName(wanted, Object.keys(field.choices))
  throw new ParleyError('INPUT_INVALID', `Expected another value for ${name}, got ${JSON.stringify(value)}: ${advice}`)
}

/**
 * `answer=off language=de` as values.
 * @throws ParleyError INPUT_INVALID where something else stands there
 */
export function parseSettings(text: string): Record<string, string> {
  const values: Record<string, string> = {}
  for (const word of text.trim().split(/\s+/)) {
    const pair = /^([a-z]+)[=:](\S+)$/i.exec(word)
    if (!pair) {
      throw new ParleyError(
        'INPUT_INVALID',
        `Expected NAME=VALUE such as answer=off or language=de, got ${JSON.stringify(word)}.`,
      )
    }
    values[pair[1]!.toLowerCase()] = pair[2]!
  }
  return values
}
