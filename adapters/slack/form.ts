/** Forms as Slack's modals: the view that is opened, and the values that come back. */
import type { types } from '@slack/bolt'
import type { Form, FormField, Place } from '../../src/conversation/chat-port.ts'
import type { SlackBody } from './payloads.ts'

const FORM_CALLBACK = 'parley:form'

/** What a modal carries along; Slack keeps 3,000 characters. */
interface FormMetadata {
  form: string
  subject: string
  place: Place
}

export function renderForm(form: Form, place: Place): types.ModalView {
  const metadata: FormMetadata = { form: form.name, subject: form.subject, place }
  return {
    type: 'modal',
    callback_id: FORM_CALLBACK,
    private_metadata: JSON.stringify(metadata),
    title: plain(form.title, 24),
    submit: plain('Save', 24),
    close: plain('Cancel', 24),
    blocks: form.fields.map(renderField),
  }
}

function renderField(field: FormField): types.InputBlock {
  return {
    type: 'input',
    block_id: field.name,
    label: plain(field.label, 2000),
    optional: !field.required,
    element: field.kind === 'text' ? renderText(field) : renderChoice(field),
  }
}

function renderText(field: FormField): types.PlainTextInput {
  return {
    type: 'plain_text_input',
    action_id: 'value',
    multiline: true,
    // Slack's limit of the element.
    max_length: 3000,
    ...(field.value ? { initial_value: field.value.slice(0, 3000) } : {}),
  }
}

function renderChoice(field: FormField): types.StaticSelect {
  const options = (field.choices ?? []).map(({ value, label }) => ({ value, text: plain(label, 75) }))
  const chosen = options.find(option => option.value === field.value)
  return { type: 'static_select', action_id: 'value', options, ...(chosen ? { initial_option: chosen } : {}) }
}

/** @returns undefined where the modal is none of Parley's forms */
export function parseSubmission(
  view: SlackBody['view'],
): { form: string; subject: string; place: Place; values: Record<string, string> } | undefined {
  if (view?.callback_id !== FORM_CALLBACK) return undefined
  const metadata = JSON.parse(view.private_metadata ?? '{}') as Partial<FormMetadata>
  if (!metadata.form || !metadata.place) return undefined
  const values: Record<string, string> = {}
  for (const [name, fields] of Object.entries(view.state?.values ?? {})) {
    const given = fields.value?.selected_option?.value ?? fields.value?.value
    if (given) values[name] = given
  }
  return { form: metadata.form, subject: metadata.subject ?? '', place: metadata.place, values }
}

export function plain(text: string, maxChars: number): types.PlainTextElement {
  const characters = [...text]
  const short = characters.length > maxChars ? `${characters.slice(0, maxChars - 1).join('')}…` : text
  return { type: 'plain_text', text: short, emoji: true }
}
