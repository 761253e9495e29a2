/** A language in a request, by name or code. */
import { z } from 'zod'
import { messageOf } from '../errors.ts'
import { parseLanguage } from '../text/language.ts'

/** Gives the ISO 639-1 code; an unknown language is refused with the nearest right name. */
export const languageParameter = z.string().transform((name, context) => {
  try {
    return parseLanguage(name)
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error).replace(/\.$/, '') })
    return z.NEVER
  }
})
