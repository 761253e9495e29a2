/** Names and descriptions of commands in the languages that Discord is used in; where one is missing, Discord shows the English one. */
import type { LocalizationMap } from 'discord.js'
import { messageCommands } from '../../src/conversation/command.ts'

export interface CommandWords {
  /** Lower case, as typed after the slash; not given for words that are the same. */
  name?: LocalizationMap
  description?: LocalizationMap
}

/** Of chat-input commands, by their English names. */
export const commandWords: Readonly<Record<string, CommandWords>> = {
  answer: {
    name: { de: 'antworten', fr: 'repondre', 'es-ES': 'responder', ja: '回答', 'zh-CN': '回答' },
    description: {
      de: 'Eine Frage aus den Dokumenten beantworten, mit Quellen',
      fr: 'Répondre à une question à partir des documents, avec les sources',
      'es-ES': 'Responder a una pregunta con los documentos, con las fuentes',
      ja: '登録された文書から、出典付きで質問に答えます',
      'zh-CN': '根据已收录的文档回答问题，并注明来源',
    },
  },
  summarize: {
    name: { de: 'zusammenfassen', fr: 'resumer', 'es-ES': 'resumir', ja: '要約', 'zh-CN': '总结' },
    description: {
      de: 'Ein Gespräch oder Dokument zusammenfassen',
      fr: 'Résumer une conversation ou un document',
      'es-ES': 'Resumir una conversación o un documento',
      ja: '会話や文書を要約します',
      'zh-CN': '总结对话或文档',
    },
  },
  minutes: {
    name: { de: 'protokoll', fr: 'compte-rendu', 'es-ES': 'acta', ja: '議事録', 'zh-CN': '会议纪要' },
    description: {
      de: 'Ein Protokoll mit Beschlüssen, Aufgaben und offenen Fragen schreiben',
      fr: 'Rédiger un compte rendu : décisions, actions, questions ouvertes',
      'es-ES': 'Redactar un acta: decisiones, tareas y preguntas abiertas',
      ja: '決定事項、担当、未解決の質問を議事録にまとめます',
      'zh-CN': '整理会议纪要：决定、任务和未决问题',
    },
  },
  translate: {
    name: { de: 'uebersetzen', fr: 'traduire', 'es-ES': 'traducir', ja: '翻訳', 'zh-CN': '翻译' },
    description: {
      de: 'Einen Text übersetzen',
      fr: 'Traduire un texte',
      'es-ES': 'Traducir un texto',
      ja: '文章を翻訳します',
      'zh-CN': '翻译文本',
    },
  },
  classify: {
    name: { de: 'einordnen', fr: 'classer', 'es-ES': 'clasificar', ja: '分類', 'zh-CN': '分类' },
    description: {
      de: 'Sagen, was für ein Text es ist: Stimmung, Thema, Spam',
      fr: 'Dire de quel type de texte il s’agit : sentiment, sujet, spam',
      'es-ES': 'Decir qué tipo de texto es: sentimiento, tema, spam',
      ja: '文章の種類（感情、話題、スパム）を判定します',
      'zh-CN': '判断文本的类别：情感、主题、垃圾信息',
    },
  },
  write: {
    name: { de: 'schreiben', fr: 'ecrire', 'es-ES': 'escribir', ja: '文章作成', 'zh-CN': '写作' },
    description: {
      de: 'Einen Text entwerfen, umschreiben oder kürzen',
      fr: 'Rédiger, reformuler ou raccourcir un texte',
      'es-ES': 'Redactar, reescribir o acortar un texto',
      ja: '文章を書く、書き直す、短くする',
      'zh-CN': '起草、改写或缩短文本',
    },
  },
  chat: {
    name: { de: 'plaudern', fr: 'discuter', 'es-ES': 'charlar', ja: 'チャット', 'zh-CN': '聊天' },
    description: {
      de: 'Mit dem Modell reden, ohne Dokumente',
      fr: 'Parler avec le modèle, sans documents',
      'es-ES': 'Hablar con el modelo, sin documentos',
      ja: '文書を使わずにモデルと会話します',
      'zh-CN': '与模型对话，不使用文档',
    },
  },
  parley: {
    description: {
      de: 'Einstellungen, Hilfe, und vergessen, was Parley über mich weiß',
      fr: 'Réglages, aide, et oublier ce que Parley garde sur moi',
      'es-ES': 'Ajustes, ayuda y olvidar lo que Parley guarda sobre mí',
      ja: '設定、ヘルプ、自分に関する記録の削除',
      'zh-CN': '设置、帮助，以及忘记关于我的内容',
    },
  },
}

/** What a message's menu calls the commands, in other languages; those without words here are not offered. */
const menuWords: Readonly<Record<string, LocalizationMap>> = {
  summarize: {
    de: 'Ab hier zusammenfassen',
    fr: 'Résumer à partir d’ici',
    'es-ES': 'Resumir desde aquí',
    ja: 'ここから要約',
    'zh-CN': '从这里开始总结',
  },
  minutes: {
    de: 'Protokoll ab hier',
    fr: 'Compte rendu à partir d’ici',
    'es-ES': 'Acta desde aquí',
    ja: 'ここから議事録',
    'zh-CN': '从这里开始写纪要',
  },
  translate: { de: 'Übersetzen', fr: 'Traduire', 'es-ES': 'Traducir', ja: '翻訳', 'zh-CN': '翻译' },
  classify: { de: 'Einordnen', fr: 'Classer', 'es-ES': 'Clasificar', ja: '分類', 'zh-CN': '分类' },
  remember: {
    de: 'Zum Wissen hinzufügen',
    fr: 'Ajouter aux connaissances',
    'es-ES': 'Añadir al conocimiento',
    ja: 'ナレッジに追加',
    'zh-CN': '添加到知识库',
  },
}

/** Commands in a message's menu, by the command that each stands for. */
export const menuCommands = messageCommands.flatMap(({ name, label }) => {
  const words = menuWords[name]
  return words ? [{ command: name, label, words }] : []
})
