/** Tells what a chat program wrote of itself (joins, leaves, topics, modes, calls) from what people said. */
import type { Utterance } from '../../text/utterance.ts'

/** Who did it: a name of one to four words, but no pronoun, so that "we left the building" stays. */
const who =
  '(?!(?:just|but|that|i|you|we|they|he|she|it|who|how|everyone|everybody|someone|nobody|all|ich|wir|ihr|sie|er|je|nous|vous|ils|elles|on|yo|nosotros|ellos)\\b)@?\\S*[^\\s:,!?](?: (?-i:[\\p{Lu}\\p{Lo}(])\\S*){0,3}'
const room =
  '(?:#\\S+|(?:the |this )?(?:channel|room|server|chat|group|meeting|call|huddle|conversation|team|workspace)\\b.*)'

/** By what marks a line as the program's own, whatever it says. */
const marked =
  /^(?:={3} |-!- |\*{3} (?:(?:Joins|Parts|Quits|Notice|Mode|Topic)\b|\S+ (?:\([^)]*\) )?(?:has|is now known as|sets?|joined|left|quit|changed|was)\b)|(?:-{2,3}>|<-{2,3}|\*) \S+ (?:\([^)]*\) )?(?:has )?(?:joined|left|quit)\b)/u

const shapes: readonly string[] = [
  // IRC
  `${who} (?:has |have )?(?:joined|left|quit)(?: ${room})?(?: [[(].*)?[.!]?`,
  `${who} (?:entered|left) the room.*`,
  `${who} is now known as \\S+`,
  `${who} sets? (?:mode:? [+-]\\w|topic (?:to|for)\\b).*`,
  `(?:mode|topic)(?: change|/#\\S+| for #\\S+).*`,
  `${who} (?:was|has been) (?:kicked|banned|removed|added|invited) (?:from|by|to|off)\\b.*`,
  `${who} (?:has )?(?:changed|set|cleared|updated) the (?:(?:channel|group|meeting|chat) )?(?:topic|purpose|description|name|subject|icon|photo|title)\\b.*`,
  // Slack, Discord, Teams, Zoom, Telegram, WhatsApp
  `${who} (?:has )?(?:renamed|archived|unarchived|un-archived) the channel\\b.*`,
  `${who} (?:has )?added (?:an integration to this channel|@?\\S+(?: \\S+){0,3} to the (?:chat|team|group|channel|meeting)).*`,
  `${who} (?:has )?pinned (?:a message|this message)\\b.*`,
  `${who} (?:has )?(?:started|ended) (?:a|an|the) (?:huddle|call|video call|meeting|thread|recording|poll)\\b.*`,
  `${who} (?:just (?:showed up|landed|joined|boosted the server)|hopped into the server|joined the party)\\b.*`,
  `(?:a wild .{1,40} (?:has )?appeared|welcome,? .{1,40}\\. (?:we hope you brought|say hi)|good to see you, .{1,40}|glad you're here, .{1,40}|everyone welcome .{1,40}|yay you made it, .{1,40}|.{1,40} just slid into the server)[.!]?.*`,
  `(?:the )?(?:meeting|call|recording|transcription|huddle) (?:has )?(?:been )?(?:started|ended|stopped|paused|resumed)\\b.{0,40}`,
  `(?:messages and calls are end-to-end encrypted\\b.*|(?:this|a) message was deleted\\b.*|you deleted this message\\.?|missed (?:voice|video) call\\b.*)`,
  // German
  `${who} (?:ist|sind) (?:(?:dem|der) (?:kanal|channel|gruppe|besprechung|server|chat|anruf|team)\\b.*|#\\S+ )?beigetreten\\.?`,
  `${who} hat (?:den|die|das) (?:kanal|channel|gruppe|besprechung|server|chat|anruf) (?:verlassen|umbenannt|archiviert|betreten)\\.?`,
  `${who} hat (?:das thema|den betreff|die beschreibung|den namen)\\b.* (?:geändert|festgelegt|gesetzt).*`,
  `(?:die )?(?:besprechung|aufzeichnung) (?:wurde )?(?:gestartet|beendet)\\.?`,
  `diese nachricht wurde gelöscht\\.?`,
  // French
  `${who} (?:a|ont) (?:rejoint|quitté) (?:le|la|l['’]) ?(?:canal|salon|groupe|réunion|chaîne|serveur|discussion|appel|équipe)\\b.*`,
  `${who} a (?:modifié|défini|changé) (?:le|la) (?:sujet|description|nom)\\b.*`,
  `(?:la réunion|l['’]enregistrement) a (?:commencé|démarré|pris fin)\\.?`,
  `ce message a été supprimé\\.?`,
  // Spanish
  `${who} (?:se ha unido|se unió|ha salido|salió|ha abandonado|abandonó)(?: (?:a|al|del?|el|la) (?:la )?(?:canal|grupo|reunión|servidor|chat|llamada|equipo|#\\S+)\\b.*)?\\.?`,
  `${who} (?:ha cambiado|cambió|ha definido) (?:el|la) (?:tema|descripción|asunto|nombre)\\b.*`,
  `(?:la (?:reunión|grabación)) ha (?:comenzado|empezado|finalizado|terminado)\\.?`,
  `(?:se eliminó este mensaje|este mensaje fue eliminado)\\.?`,
  // Chinese
  `[“"「]?\\S{1,20}?[”"」]? ?(?:已)?(?:加入|离开|退出)了?(?:本|该|此)?(?:频道|群聊|群组|群|会议|讨论组|服务器|聊天室|聊天)[。！]?`,
  `[“"「]?\\S{1,20}?[”"」]? ?(?:撤回了一条消息|修改(?:了)?群名为.*|更改了(?:频道|群)?(?:主题|名称|简介).*|邀请.{1,40}加入了?(?:群聊|频道|会议))[。]?`,
  `(?:会议|录制|通话)已?(?:开始|结束)[。]?`,
  // Japanese
  `\\S{1,30}?(?:さん)?が(?:\\S{0,20}(?:に)(?:参加|入室)|\\S{0,20}(?:から|を)?(?:退出|退室))しました。?`,
  `\\S{1,30}?(?:さん)?が(?:チャンネル|グループ|会議)の?(?:トピック|説明|名前|目的)を.*(?:設定|変更)しました.*`,
  `\\S{0,30}?(?:さん)?(?:が)?メッセージの送信を取り消しました。?`,
  `(?:会議|録画|通話)が(?:開始|終了)(?:しました|されました)。?`,
]

const notice = new RegExp(`^(?:${shapes.join('|')})$`, 'iu')
/** A notice is one line, and no longer than the longest topic that servers take. */
const MAX_NOTICE_CHARS = 600

/** Whether the chat program wrote this message itself: somebody came or went, a topic or a mode was changed. */
export function isNotice({ text }: Pick<Utterance, 'text'>): boolean {
  const line = text.trim()
  if (marked.test(line)) return true
  return line.length <= MAX_NOTICE_CHARS && !line.includes('\n') && notice.test(line)
}

const rename = /^(?:={3} |\*{3} |-!- |\* )?(\S+) is now known as (\S+)$/u

/** The old and the new name where this notice says that somebody goes by another name now. */
export function readRename({ text }: Pick<Utterance, 'text'>): { from: string; to: string } | undefined {
  const found = rename.exec(text.trim())
  return found ? { from: found[1]!, to: found[2]! } : undefined
}
