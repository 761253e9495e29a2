/** What French sentences tell about tasks, decisions and questions. */
import { any, name, names, type SpeechRules } from './speech-rules.ts'

const work =
  'envoie|écris|appelle|vérifie|prépare|réserve|demande|mets|corrige|contacte|commande|organise|traduis|teste|publie|relis|rédige|crée|ajoute|supprime|transmets|fais|regarde|finis|termine|imprime|signe|achète|change|remplace|répare|informe|préviens|planifie|complète|note|occupe|charge|donne|cherche|trouve|renvoie|relance'

export const french: SpeechRules = {
  commit: any(
    '\\bje vais (?!pas\\b|bien\\b|devoir)',
    "\\b(?:je|j['’])(?:\\s?(?:lui|leur|vous|te|les|la|le|l['’]|t['’]|y|en))*\\s?\\p{L}+(?:er|ir|r)ai(?!\\p{L})(?<!\\bserai|\\baurai)",
    "\\bje m['’](?:en |y )?(?:occupe|charge|colle)\\b|\\bje (?:prends|reprends) (?:ça|cela|en charge|la main)\\b",
  ),
  takes: any(
    "\\bje m['’](?:en|y) (?:occupe|charge|colle|occuperai|chargerai)\\b|\\bje (?:le|la|les) (?:fais|ferai|prends)\\b|\\bje (?:prends|fais) (?:ça|cela)\\b|\\blaisse(?:z)?[- ](?:le |la |ça )?(?:moi|à moi)\\b|\\bc['’]est (?:noté|pour moi)\\b|\\bje vais (?:le|la|les) faire\\b|\\bje suis dessus\\b",
  ),
  offer: any(
    '\\bje (?:peux|pourrais)\\b(?! pas)',
    '\\b(?:puis-je|est-ce que je peux|veux-tu que je|tu veux que je)\\b',
  ),
  intend: any(
    '\\bje dois (?:encore |aussi )?',
    '\\bil faut que je\\b',
    `\\b(?:je|j['’])\\s?(?:(?:lui|leur|vous|te|les|la|le|l['’]|t['’])\\s?)*(?=(?:${work})\\b)`,
  ),
  ask: any(
    "\\b(?:tu peux|peux-tu|pourrais-tu|tu pourrais|vous pouvez|pouvez-vous|pourriez-vous|vous pourriez|veux-tu|tu veux bien|tu t['’]en (?:occupes|charges)|tu dois|vous devez|tu (?:t['’]occupes|te charges) d)",
    `(?:^|[,;:.]\\s*)(?:(?:${work})(?:z|[- ](?:lui|leur|moi|nous|le|la))?\\b)(?=.*\\b(?:s['’]il (?:te|vous) pla[iî]t|stp|svp|merci de)\\b)`,
    `(?:s['’]il (?:te|vous) pla[iî]t|stp|svp|merci de|merci d['’])[,\\s]*(?=\\p{L})`,
    `^(?:alors |donc |et |ok,? )?(?=(?:${work})(?:z|[- ](?:lui|leur|moi|nous|le|la))?\\b)`,
  ),
  anyone: any(
    "\\b(?:quelqu['’]un|qui) (?:doit|peut|pourrait|devrait|veut|veut bien|se charge|s['’]occupe|fait|écrit)\\b|\\bil faut que quelqu['’]un\\b|\\bdes volontaires\\b",
  ),
  assign: any(
    `(?:^|[,;:.]\\s*|\\b(?:et|donc|alors|mais|puis|ok)\\s+)${names}\\s+(?:va|vont|s['’]occupe|s['’]occupera|se charge|se chargera|prend en charge|(?:a|ont) (?:accepté|promis) d|(?:lui |leur |nous |vous |les |le |la |l['’]|en |y )?\\p{L}+(?:era|ira|dra|tra|ura|vra|rra)(?!\\p{L}))(?!\\p{L})`,
    `\\bc['’]est (?<who>${name}) qui (?:va|s['’]occupe|se charge|fait|fera)\\b`,
  ),
  expect: any(
    `(?:^|[,;:.]\\s*|\\b(?:et|donc|alors|mais)\\s+)(?<who>${name})\\s+(?:doit|devrait|peut|pourrait)\\b`,
    `\\b(?:est-ce que|il faut que) (?<who>${name})\\b`,
  ),
  work: any(
    '(?<!\\p{L})(?:r?envo|r?enverr|écri|appel|vérifi|prépar|réserv|demand|mett|corrig|contact|command|organis|tradui|test|publi|reli|rédig|cré|ajout|supprim|transm|fer|fair|termin|imprim|sign|achet|achèt|chang|remplac|répar|inform|prév|planifi|complét|cherch|relanc|occup|charg|regard|commander|parl|nettoy|déplac|jett|range|ferm|ouvr|install|pass)',
  ),
  state: any(
    "¦\\s*(?:être|avoir|partir|rentrer|mourir|rater|manquer|dormir|manger|penser|croire|savoir|voir si|pas|jamais|rester|attendre|écouter|devenir)\\b|\\bj['’](?:aurai|irai bien)\\b|\\bje (?:serai|mourrai|viendrai|partirai|reviendrai|resterai|n['’]|ne )",
  ),
  meeting: any(
    "(?:¦\\s*|\\b)(?:(?:vous|te|t['’]|tout|juste|rapidement|d['’]abord|maintenant)\\s*)*(?:montrer(?:ai)?|partager(?:ai)? (?:mon|l['’]écran)|commencer(?:ai)?|dire|dirai|expliquer(?:ai)?|présenter(?:ai)?|raconter(?:ai)?|lire|lirai|essayer(?:ai)?|passer(?:ai)? (?:à|la parole)|revenir|reviendrai|résumer(?:ai)?|parler(?:ai)?|continuer(?:ai)?|finir par|donner(?:ai)? (?:un exemple|la parole)|laisser(?:ai)?|poser(?:ai)? une question)(?!\\p{L})",
    "\\b(?:tu peux|peux-tu|vous pouvez|pouvez-vous) (?:m['’]|me |nous |bien )*(?:entend|voir|répéter|expliquer|parler|dire|montrer|partager)",
  ),
  hedged: any(
    "\\b(?:peut-être|probablement|sans doute|éventuellement|si (?:j|je|on|tu|vous|nous|elle|il)|j['’]aurais|je (?:pense|crois|espère) que|on pourrait|\\p{L}+rai(?:s|t|ent))(?!\\p{L})",
  ),
  habit: any(
    "\\b(?:d['’]habitude|toujours|normalement|souvent|parfois|chaque (?:jour|semaine|mois|année|matin|fois|lundi|vendredi)|tous les (?:jours|mois|matins|lundis|vendredis)|déjà|hier|(?:la semaine|le mois|l['’]année) derni|il y a \\S+ (?:jours|semaines|mois|ans))",
  ),
  reported: any(
    `(?:${name}|\\b(?:il|elle|ils|elles|quelqu['’]un|le chef|le client|on m['’]))\\s?(?:(?:m['’]|nous|a|avait|ont|lui)\\s?)*(?:dit|disait|demandé|demande|pense|pensait|croit|croyait|voulait|veut|suggéré|suggère|écrit|raconté|trouve|prétend|proposé)\\b`,
    '\\bselon\\b',
  ),
  accept: any(
    "^(?:(?:ah|oh|ok|bon|oui|bien|alors)[,.! ]+)*(?:d['’]accord|ok|okay|oui|ouais|bien sûr|pas de (?:problème|souci)|je m['’]en (?:occupe|charge)|ça marche|entendu|volontiers|c['’]est noté|avec plaisir|je (?:le |la |les )?(?:fais|ferai|prends)|parfait|très bien|compris|bien reçu|évidemment)(?!\\p{L})",
  ),
  decline: any(
    "\\b(?:(?:ne )?peux pas|pas le temps|pas moi|impossible|en (?:congé|vacances)|débordée?|quelqu['’]un d['’]autre|pas disponible|plutôt pas)(?!\\p{L})|^(?:non|désolée?|malheureusement|hélas)(?!\\p{L})",
  ),
  done: any(
    "^(?:fait|c['’]est fait|terminé|envoyé)(?!\\p{L})|\\b(?:j['’]ai|on a|c['’]est|est|sont) (?:déjà |bien )?(?:fait|envoyée?s?|terminée?s?|réservée?s?|corrigée?s?|publiée?s?|finie?s?|prête?s?|commandée?s?)(?!\\p{L})",
  ),
  dropped: any(
    '\\b(?:oublie(?:z)?|laisse(?:z)? tomber|plus (?:besoin|nécessaire)|pas la peine|annule(?:z)? (?:ça|cela))(?!\\p{L})',
  ),
  changed: any('\\b(?:plutôt|finalement|en fait|à la place|au lieu|correction|non,)(?!\\p{L})'),
  decide: any(
    "\\b(?:décidé|convenu|adoptée?|approuvée?|validée?|acceptée?|arrêté que|mis d['’]accord|à l['’]unanimité)(?!\\p{L})|\\b(?:pas|aucune) d?['’]?objections?\\b|\\bdécision\\s?:",
  ),
  propose: any(
    "^(?:(?:bon|ok|alors|donc|d['’]accord|bien|très bien)[,. ]+)*(?:alors |donc )?(?:on (?:prend|fait|garde|reste|passe|repousse|arrête|commence|ferme|annule|utilise)|nous (?:prenons|gardons|ne renouvelons|repoussons|utilisons)|je propose|faisons|prenons|gardons|repoussons|à partir (?:du|de|d))|,? (?:d['’]accord|tout le monde est d['’]accord|des objections)\\s?\\?",
  ),
  agree: any(
    "^(?:(?:ah|oh|ok|bon|oui)[,.! ]+)*(?:d['’]accord|oui|ok|okay|ça (?:me va|marche)|bonne idée|parfait|entendu|\\+1|pour moi c['’]est bon|très bien|je suis (?:d['’]accord|pour)|moi aussi|aucune objection|pas d['’]objection)(?!\\p{L})",
  ),
  object: any(
    "^(?:non|mais|attends|attendez|je ne suis pas|pas d['’]accord|-1)(?!\\p{L})|\\b(?:contre|mauvaise idée)(?!\\p{L})",
  ),
  undecided: any(
    '\\b(?:pas|rien|jamais|si|avant|quand|qui|comment|pourquoi|peut-être|faut)(?!\\p{L}).{0,30}(?:décid|convenu|accord|adopt|approuv)',
    "\\b(?:l['’]an(?:née)? derni|la semaine derni|le mois derni|il y a|à l['’]époque|on pourrait|nous pourrions|pourrait-on|je pense|je crois|il faut|il faudrait|on doit|devrait)|^mais(?!\\p{L})",
    '\\b(?:ils|il|elle|elles|le gouvernement) (?:a|ont) .*(?:décidé|adopté|approuvé)',
    "\\bj['’]ai (?:décidé|accepté)(?!\\p{L})",
  ),
  open: any(
    '\\b(?:ne )?sa(?:it|vons|is) (?:toujours |encore )?pas (?:encore )?(?:qui|quoi|quand|où|si|comment|pourquoi|quel|combien|ce)',
    '\\b(?:reste(?:nt)?|est|laissons|laisse)\\b.{0,30}\\b(?:ouverte?s?|en suspens|à (?:décider|clarifier))(?!\\p{L})|\\bpas (?:encore )?(?:clair|décidé)(?!\\p{L})|\\bpas sûre? qu|\\bpersonne ne (?:le )?sait\\b|\\bon (?:y )?reviendra\\b|\\bquestion ouverte\\b',
  ),
  unknown: any(
    '^(?:hm+|euh|ben)?[,. ]*(?:aucune idée|je ne sais pas|je sais pas|on ne sait pas|bonne question|pas sûre?|il faudra(?:it)? (?:vérifier|demander|voir)|personne ne sait)(?!\\p{L})',
  ),
  small: any(
    "(?:n['’]est-ce pas|non|oui|hein|d['’]accord|ok|vraiment|ah bon|pardon|comment)\\s*\\?+$",
    "\\b(?:vous m['’]entendez|tu m['’]entends|vous voyez|des questions|autre chose|ça va|comment (?:ça va|vas-tu|allez-vous)|on (?:commence|y va|continue)|qu['’]en (?:pensez|penses)|pourquoi pas|on en était où|puis-je|je peux)",
  ),
  asksMatter: any(
    "\\b(?:qui|quand|où|quels?|quelles?|combien|comment|pourquoi|est-ce qu|faut-il|doit-on|peut-on|qu['’]est-ce)",
  ),
  topic: any(
    "^(?:(?:bon|ok|alors|donc|bien)[,. ]+)*(?:(?:le |notre )?(?:premier|deuxième|troisième|quatrième|prochain|dernier) point(?: à l['’]ordre du jour)?|point suivant|sujet suivant|point \\d+)(?:\\s?:| est|,)\\s+(?<topic>[^?]{3,70}?)(?:[.!]|$)",
    "^(?:(?:bon|ok|alors|donc|bien)[,. ]+)*(?:passons|commençons|continuons|on passe|venons-en) (?:maintenant )?(?:à|au|aux|par|avec)(?: la| le| l['’])? ?(?<topic>[^?]{3,60}?)(?:[.!]|$)",
  ),
}
