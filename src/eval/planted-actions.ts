/** Plants tasks with known owner and day, and sentences that only look like tasks, into real chats. */
import { findBots } from '../pipelines/reading/bots.ts'
import type { Utterance } from '../text/utterance.ts'
import plantedActions from './planted-actions.json' with { type: 'json' }

interface Template {
  /** `A: words`, with the letters for people who take part, `{task}` and `{day}`. */
  lines: string[]
  owner?: string
  kind?: string
}

interface LanguageTemplates {
  verbs: string[]
  objects: string[]
  days: string[][]
  actions: Template[]
  decoys: Template[]
}

export interface Plant {
  /** Ids of its messages. */
  messages: string[]
  /** Absent for a decoy. */
  owner?: string
  /** ISO date; absent where its words name none. */
  due?: string
  lang: string
  /** Of a decoy. */
  kind?: string
}

const languages = Object.entries(plantedActions as Record<string, LanguageTemplates>)
/** Messages of the chat for one planted task or decoy. */
const SPACING = 22
/** People are taken from so many messages before the place. */
const NEIGHBOURS = 60
const MIN_NAME_CHARS = 3

/**
 * @param chat messages that people wrote, with ISO times
 * @param random from 0 to 1, so that a seed decides the places
 */
export function plantActions(
  chat: readonly Utterance[],
  random: () => number,
): { messages: Utterance[]; plants: Plant[] } {
  const templates = shuffle(allTemplates(), random)
  const bots = findBots(chat)
  const messages: Utterance[] = []
  const plants: Plant[] = []
  const queue: Utterance[] = []
  let used = 0
  let next = NEIGHBOURS
  for (const [index, message] of chat.entries()) {
    messages.push(message)
    // Others talk in between, as they do in chats.
    if (queue.length > 0 && random() < 0.6) messages.push(queue.shift()!)
    if (index < next || queue.length > 0 || message.ts === undefined) continue
    const people = shuffle(peopleBefore(chat, index, bots), random).slice(0, 3)
    if (people.length < 3) continue
    const { lang, template } = templates[used % templates.length]!
    const made = makePlant({ lang, template, people, ts: message.ts, number: used }, random)
    messages.push(made.lines[0]!)
    queue.push(...made.lines.slice(1))
    plants.push(made.plant)
    used++
    next = index + SPACING + Math.floor(random() * 6)
  }
  return { messages: [...messages, ...queue], plants }
}

function allTemplates(): { lang: string; template: Template }[] {
  return languages.flatMap(([lang, { actions, decoys }]) =>
    [...actions, ...decoys].map(template => ({ lang, template })),
  )
}

function peopleBefore(chat: readonly Utterance[], index: number, bots: ReadonlySet<number>): string[] {
  const places = Array.from({ length: NEIGHBOURS + 1 }, (_, offset) => index - NEIGHBOURS + offset)
  const authors = places.filter(place => !bots.has(place)).map(place => chat[place]!.author)
  return [...new Set(authors)].filter(author => author.length >= MIN_NAME_CHARS)
}

function makePlant(
  {
    lang,
    template,
    people,
    ts,
    number,
  }: { lang: string; template: Template; people: string[]; ts: string; number: number },
  random: () => number,
): { lines: Utterance[]; plant: Plant } {
  const { verbs, objects, days } = (plantedActions as Record<string, LanguageTemplates>)[lang]!
  const verb = verbs[number % verbs.length]!
  const object = objects[Math.floor(number / verbs.length + number) % objects.length]!
  const task = lang === 'de' ? `${object} ${verb}` : lang === 'zh' ? verb + object : `${verb} ${object}`
  const [day, meaning] = days[Math.floor(random() * days.length)]!
  const nameOf = (letter: string) => people['ABC'.indexOf(letter)]!
  const lines = template.lines.map((line, index) => {
    const [letter, ...words] = line.split(': ')
    const text = words
      .join(': ')
      .replace(/\b[ABC]\b/g, nameOf)
      .replace('{task}', task)
      .replace('{day}', day!)
    return { id: `planted-${number}-${index}`, author: nameOf(letter!), text, ts }
  })
  const hasDay = template.lines.some(line => line.includes('{day}'))
  const plant: Plant = { messages: lines.map(({ id }) => id), lang }
  if (template.kind) plant.kind = template.kind
  if (template.owner) plant.owner = nameOf(template.owner)
  if (template.owner && hasDay) plant.due = dayOf(meaning!, Temporal.PlainDate.from(ts.slice(0, 10))).toString()
  return { lines, plant }
}

function dayOf(meaning: string, day: Temporal.PlainDate): Temporal.PlainDate {
  const weekday = (wanted: number) => day.add({ days: ((wanted - day.dayOfWeek + 6) % 7) + 1 })
  const monday = day.subtract({ days: day.dayOfWeek - 1 })
  const days: Readonly<Record<string, () => Temporal.PlainDate>> = {
    today: () => day,
    tomorrow: () => day.add({ days: 1 }),
    wednesday: () => weekday(3),
    friday: () => weekday(5),
    'next-monday': () => monday.add({ days: 7 }),
    'next-week': () => monday.add({ days: 11 }),
    'two-weeks': () => day.add({ weeks: 2 }),
    'month-end': () => day.with({ day: day.daysInMonth }),
    'day-20': () => (day.day > 20 ? day.add({ months: 1 }) : day).with({ day: 20 }),
  }
  return days[meaning]!()
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map(item => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}
