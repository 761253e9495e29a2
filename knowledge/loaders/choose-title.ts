/** A document's title: what its metadata say where that is a title, else its first heading, else the file's name. */
import { titleFromPath } from './document-loader.ts'

/** What programs write where nobody gave a title. */
const meaningless =
  /^(?:untitled|unbenannt|document\d*|dokument\d*|presentation\d*|powerpoint presentation|slide 1|word document|microsoft \w+ - .*|no title|title|无标题|新建.*|.*\.(?:docx?|pptx?|xlsx?|odt|indd|pages|tex|pdf|rtf|txt|html?))$/i

const MAX_TITLE_LENGTH = 200

/** @param stated the title in the metadata, of whatever type that is */
export function chooseTitle(stated: unknown, firstHeading: string | undefined, name: string): string {
  const title = typeof stated === 'string' ? stated.replace(/[\s\0]+/g, ' ').trim() : ''
  if (title !== '' && title.length <= MAX_TITLE_LENGTH && !meaningless.test(title)) return title
  return firstHeading || titleFromPath(name)
}
