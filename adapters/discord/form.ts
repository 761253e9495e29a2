/** Forms as Discord's modals. */
import { ComponentType, type ModalSubmitInteraction, TextInputStyle } from 'discord.js'
import type { Form, FormField } from '../../src/conversation/chat-port.ts'
import { ParleyError } from '../../src/errors.ts'
import { createExpiringMap } from '../expiring-map.ts'

export interface Forms {
  /** The modal that shows a form. @throws ParleyError PLATFORM_REJECTED where Discord has no room for it */
  render(form: Form): object
  /** @returns undefined where the form is not known, or no longer */
  parse(
    interaction: ModalSubmitInteraction,
  ): { form: string; subject: string; values: Record<string, string> } | undefined
}

/** Discord's limits. */
const MAX_FIELDS = 5
const MAX_CHOICES = 25
const TITLE_CHARS = 45
const LABEL_CHARS = 45
const CHOICE_CHARS = 100
const TEXT_CHARS = 4000
/** A form may lie open for a while; its interaction would not. */
const TTL_MS = 24 * 3600_000
const MAX_FORMS = 2000

/** What a form is about does not fit into the 100 characters that come back with it, so it is kept here. */
export function createForms(): Forms {
  const open = createExpiringMap<Form>({ max: MAX_FORMS, ttlMs: TTL_MS, now: Date.now })
  return {
    render(form) {
      if (form.fields.length > MAX_FIELDS) {
        throw new ParleyError(
          'PLATFORM_REJECTED',
          `Expected at most ${MAX_FIELDS} fields, found ${form.fields.length}.`,
        )
      }
      const id = `parley-form:${crypto.randomUUID()}`
      open.set(id, form)
      return { custom_id: id, title: cut(form.title, TITLE_CHARS), components: form.fields.map(renderField) }
    },
    parse(interaction) {
      const form = open.get(interaction.customId)
      if (!form) return undefined
      const values: Record<string, string> = {}
      for (const { name, kind } of form.fields) {
        if (!interaction.fields.fields.has(name)) continue
        const given =
          kind === 'text'
            ? interaction.fields.getTextInputValue(name)
            : interaction.fields.getStringSelectValues(name)[0]
        if (given) values[name] = given
      }
      return { form: form.name, subject: form.subject, values }
    },
  }
}

function renderField(field: FormField): object {
  return { type: ComponentType.Label, label: cut(field.label, LABEL_CHARS), component: renderInput(field) }
}

function renderInput({ name, kind, choices = [], value, required }: FormField): object {
  if (kind === 'text') {
    return {
      type: ComponentType.TextInput,
      custom_id: name,
      style: TextInputStyle.Paragraph,
      required,
      max_length: TEXT_CHARS,
      ...(value ? { value: value.slice(0, TEXT_CHARS) } : {}),
    }
  }
  const options = choices
    .slice(0, MAX_CHOICES)
    .map(choice => ({ value: choice.value, label: cut(choice.label, CHOICE_CHARS), default: choice.value === value }))
  return {
    type: ComponentType.StringSelect,
    custom_id: name,
    options,
    required,
    min_values: required ? 1 : 0,
    max_values: 1,
  }
}

function cut(text: string, maxChars: number): string {
  const characters = [...text]
  return characters.length > maxChars ? `${characters.slice(0, maxChars - 1).join('')}…` : text
}
