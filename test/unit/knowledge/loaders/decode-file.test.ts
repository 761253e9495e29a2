import { describe, expect, it } from 'vitest'
import { decodeFile } from '../../../../knowledge/loaders/decode-file.ts'

/** The bytes of a text in an encoding that Node writes not, by asking its decoder which bytes mean which sign. */
function encode(text: string, encoding: string): Uint8Array {
  const decoder = new TextDecoder(encoding)
  const codes = new Map<string, number[]>()
  for (let first = 0; first < 256; first++) {
    const single = decoder.decode(Uint8Array.of(first))
    if (single.length === 1 && single !== '\ufffd' && !codes.has(single)) codes.set(single, [first])
    if (first < 0x81) continue
    for (let second = 0x40; second < 256; second++) {
      const sign = decoder.decode(Uint8Array.of(first, second))
      if (sign.length === 1 && sign !== '\ufffd' && !codes.has(sign)) codes.set(sign, [first, second])
    }
  }
  return Uint8Array.from([...text].flatMap(sign => codes.get(sign)!))
}

const german =
  'Jeder Mitarbeiter erhält dreißig Tage Urlaub. Überstunden müssen vorher genehmigt werden. Die Höhe der Vergütung steht im Vertrag.'
const chinese = '员工每年有三十天的年假。加班必须事先得到批准。报销请在每月月底之前提交到财务部门。'
const japanese =
  '社員は年に三十日の休暇があります。残業は事前に承認が必要です。経費の精算は月末までに提出してください。'

describe('decodeFile', () => {
  it.each([
    ['windows-1252', german],
    ['gbk', chinese],
    ['shift_jis', japanese],
    ['big5', '員工每年有三十天的年假。加班必須事先得到批准。報銷請在每月月底之前提交。'],
    [
      'windows-1251',
      'Сотрудники имеют тридцать дней отпуска в год. Сверхурочная работа должна быть согласована заранее с руководителем.',
    ],
  ])('reads %s', (encoding, text) => {
    expect(decodeFile(encode(text, encoding), 'notes.txt')).toBe(text)
  })

  it('reads UTF-8 and UTF-16 with their marks', () => {
    expect(decodeFile(Buffer.from(`\ufeff${german}`), 'notes.txt')).toBe(german)
    expect(decodeFile(Buffer.from(`\ufeff${chinese}`, 'utf16le'), 'notes.txt')).toBe(chinese)
  })

  it('refuses what it would have to guess', () => {
    const guesses = [
      encode('名前,部署\n田中,経理\n', 'shift_jis'),
      encode('Łukasz;Łódź\n', 'windows-1250'),
      Uint8Array.of(0x80, 0x81, 0xff, 0x41),
    ]
    for (const bytes of guesses) expect(() => decodeFile(bytes, 'list.csv')).toThrow('list.csv is not in UTF-8')
  })

  it('says that a binary file is one', () => {
    expect(() => decodeFile(Uint8Array.of(1, 0, 255, 0), 'a.txt')).toThrow('a.txt is binary')
  })
})
