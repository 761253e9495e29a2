/** What Spanish sentences tell about tasks, decisions and questions. */
import { any, name, names, type SpeechRules } from './speech-rules.ts'

const work =
  'envía|envia|manda|escribe|llama|revisa|prepara|reserva|pide|pregunta|pon|corrige|contacta|encarga|organiza|traduce|prueba|publica|redacta|crea|añade|agrega|borra|haz|mira|termina|acaba|imprime|firma|compra|cambia|arregla|informa|avisa|planifica|completa|ocúpate|encárgate|busca|actualiza|comprueba|sube|dale|dile'
const first =
  'envío|mando|escribo|llamo|reviso|preparo|reservo|pido|pregunto|pongo|corrijo|contacto|encargo|organizo|traduzco|pruebo|publico|redacto|creo una?|añado|agrego|borro|hago|miro|termino|acabo|imprimo|firmo|compro|cambio|arreglo|informo|aviso|planifico|completo|busco|actualizo|compruebo|subo|hablo|cierro|paso'

export const spanish: SpeechRules = {
  commit: any(
    '\\bvoy a (?!ver\\b|no\\b|tener que irme)',
    '(?<!\\p{L})(?:(?:me|te|le|les|os|lo|la|los|las|se) )*\\p{L}+(?:aré|eré|iré|dré|bré)(?!\\p{L})(?<!(?:^|[^\\p{L}])(?:seré|estaré|habré|tendré|podré|querré|iré|vendré|saldré|cenaré|comeré|beberé|moriré))',
    '\\bme (?:encargo|ocupo|comprometo|encargaré|ocuparé)\\b',
  ),
  takes: any(
    '\\bme (?:encargo|ocupo)(?: yo)?(?: de (?:eso|ello))?[.!]?$|\\blo (?:hago|haré|miro|cojo|tomo)(?: yo)?\\b|\\bya (?:lo hago|me encargo)\\b|\\bdéjamelo\\b|\\bdejádmelo\\b|\\byo (?:me encargo|lo hago|me ocupo)\\b|\\bcuenta conmigo\\b',
  ),
  offer: any('\\b(?:puedo|podría)(?! ver|\\s+no)\\b', '\\bquieres que (?:lo|la|le)?\\b'),
  intend: any(
    `(?<!\\p{L})(?:(?:me|te|le|les|os|lo|la|los|las|se|yo) )*(?:${first})(?!\\p{L})`,
    '\\b(?:todavía |aún )?tengo que\\b',
    '\\bdebo\\b',
  ),
  ask: any(
    '\\b(?:puedes|podrías|puede usted|podría usted|podéis|podríais|te encargas|te ocupas|te importa(?:ría)?|quieres|tienes que|debes|deberías)(?!\\p{L})',
    `(?:^|[,;:.¿]\\s*)(?:por favor,? )?(?=(?:${work})(?:me|le|les|lo|la|los|las|nos)?(?!\\p{L}).*por favor)`,
    `por favor,?\\s+(?=(?:${work})(?!\\p{L}))`,
    `^(?:y |pues |entonces |vale,? )?(?=(?:${work})(?:me|le|les|lo|la|nos)?(?!\\p{L}))`,
  ),
  anyone: any(
    '\\b(?:alguien|quién) (?:tiene que|puede|podría|debería|quiere|se encarga|hace|escribe|debe)(?!\\p{L})|\\b(?:puede|podría) alguien\\b|\\bvoluntarios\\b',
  ),
  assign: any(
    `(?:^|[,;:.]\\s*|\\b(?:y|pues|entonces|pero|luego|vale)\\s+)${names}\\s+(?:va a|van a|se encarga|se ocupa|se encargará|se ocupará|ha (?:aceptado|prometido)|(?:le |les |lo |la |nos |os |se )*\\p{L}+(?:ará|erá|irá|drá|arán|erán|irán)(?!\\p{L}))(?!\\p{L})`,
  ),
  expect: any(
    `(?:^|[,;:.]\\s*|\\b(?:y|pues|entonces|pero)\\s+)(?<who>${name})\\s+(?:tiene que|debe|debería|puede|podría)(?!\\p{L})`,
    `\\b(?:puede|podría) (?<who>${name})`,
  ),
  work: any(
    '(?<!\\p{L})(?:envi|mand|escrib|llam|revis|prepar|reserv|ped|pid|pregunt|pon|corr[ei]|contact|encarg|organiz|traduc|prob|prueb|public|redact|cre[aoé]|añad|agreg|borr|hac|har|mir|termin|acab|imprim|firm|compr|cambi|arregl|inform|avis|planific|complet|busc|actualiz|comprob|sub|habl|cerr|cierr|orden|limpi|instal|recog|traer|llev|ocup)',
  ),
  state: any(
    '¦\\s*(?:ser|estar|tener|morir|dormir|comer|cenar|irme|salir|llegar|echar de menos|llorar|pensar|creer|esperar|vivir|quedarme)\\b|\\b(?:me pongo|me hago|hago (?:un chiste|falta|gracia)|paso de|llamo la atención|hablo (?:en serio|español|inglés)|no )',
  ),
  meeting: any(
    '(?:(?:os|les|te|le|me|ahora|primero|brevemente)\\s*)*(?<!\\p{L})(?:compartir|compartiré|mostrar(?:os|les|te)?|mostraré|enseñar(?:os|te)?|enseñaré|empezar|empezaré|comenzar|decir(?:os|te)?|diré|explicar(?:os)?|explicaré|presentar(?:os)?|presentaré|contar(?:os)?|contaré|leer(?:os)?|leeré|intentar|intentaré|pasar a|pasaré a|volver|volveré|resumir|resumiré|hablar de|hablaré de|terminar con|dar (?:un ejemplo|la palabra)|paso la palabra|pongo un ejemplo|hago una pregunta|pregunto una cosa)(?!\\p{L})',
    '\\b(?:puedes|podéis|podrías) (?:me |nos )*(?:oír|ver|repetir|explicar|decir|hablar|mostrar|compartir|oírme|verme|escuchar)',
  ),
  hedged: any(
    '(?<!\\p{L})(?:quizás?|tal vez|a lo mejor|probablemente|posiblemente|si (?:tuviera|yo|pudiera|hay|nadie|tú|se|me)|\\p{L}{3,}ría(?:mos|n)?|creo que|espero que|supongo)(?!\\p{L})',
  ),
  habit: any(
    '(?<!\\p{L})(?:siempre|normalmente|a menudo|a veces|cada (?:día|semana|mes|año|mañana|vez|lunes|viernes)|todos los (?:días|meses|lunes|viernes)|todas las semanas|ya (?:lo |la )?(?:envié|mandé|hice|he)|ayer|(?:la semana|el mes|el año) pasad[oa]|hace \\S+ (?:días|semanas|meses|años))(?!\\p{L})',
  ),
  reported: any(
    `(?:${name}|(?<!\\p{L})(?:él|ella|ellos|alguien|el jefe|la jefa|el cliente|la gente))\\s+(?:(?:me|nos|le|ha|había|ya|dice|que)\\s+)*(?:dijo|dice|dicho|pidió|preguntó|piensa|pensaba|cree|creía|quería|quiere|sugirió|escribió|comentó|opina|propuso|contó)(?!\\p{L})`,
    '(?<!\\p{L})según(?!\\p{L})',
  ),
  accept: any(
    '^(?:(?:ah|oh|ok|bueno|sí|bien|pues)[,.! ]+)*(?:vale|claro|sí|si|de acuerdo|por supuesto|sin problema|ok|okay|hecho|perfecto|me encargo|lo hago|venga|con gusto|yo (?:lo|me)|entendido|muy bien|desde luego|ya (?:lo|me)|encantad[oa])(?!\\p{L})',
  ),
  decline: any(
    '(?<!\\p{L})(?:no puedo|no tengo tiempo|yo no|imposible|de vacaciones|otra persona|no me (?:da tiempo|toca)|mejor otro|estoy liad[oa]|no estoy)(?!\\p{L})|^(?:no|lo siento|perdona|desgraciadamente|uf)(?!\\p{L})',
  ),
  done: any(
    '^(?:hecho|listo|enviado|terminado)(?!\\p{L})|(?<!\\p{L})(?:ya (?:lo |la |las |los )?(?:he|envié|mandé|hice|está)|he|está|están) (?:\\p{L}+ )?(?:enviad[oa]s?|hech[oa]s?|terminad[oa]s?|reservad[oa]s?|corregid[oa]s?|publicad[oa]s?|list[oa]s?|llamado)(?!\\p{L})',
  ),
  dropped: any(
    '(?<!\\p{L})(?:olvídalo|olvidad eso|olvida (?:eso|lo|la)|déjalo|ya no (?:hace falta|es necesario)|no hace falta|cancela eso)(?!\\p{L})',
  ),
  changed: any('(?<!\\p{L})(?:mejor|en realidad|al final|en lugar de|en vez de|corrección|no,)(?!\\p{L})'),
  decide: any(
    '(?<!\\p{L})(?:decidido|acordado|aprobad[oa]|adoptad[oa]|por unanimidad|hemos (?:decidido|acordado)|queda (?:decidid|aprobad|acordad)[oa])(?!\\p{L})|(?<!\\p{L})sin objeciones|(?<!\\p{L})(?:decisión|acuerdo)\\s?:',
  ),
  propose: any(
    '^(?:(?:bien|vale|ok|bueno|entonces|pues|de acuerdo)[,. ]+)*(?:entonces )?(?:nos quedamos|lo dejamos|vamos con|hagamos|propongo|no renovamos|usamos|cogemos|tomamos|aplazamos|pasamos|cerramos|a partir (?:de|del))(?!\\p{L})|,? ¿?(?:de acuerdo|todos de acuerdo|alguna objeción)\\?',
  ),
  agree: any(
    '^(?:(?:ah|oh|ok|bueno|sí)[,.! ]+)*(?:de acuerdo|sí|vale|ok|me parece bien|buena idea|perfecto|\\+1|a favor|muy bien|yo también|sin objeciones|estoy de acuerdo|claro)(?!\\p{L})',
  ),
  object: any('^(?:no|pero|espera|un momento|no estoy|-1)(?!\\p{L})|(?<!\\p{L})(?:en contra|mala idea)(?!\\p{L})'),
  undecided: any(
    '(?<!\\p{L})(?:no|nada|nunca|si|antes|cuando|quién|cómo|quizás?|hay que)(?!\\p{L}).{0,30}(?:decid|acord|aprob)',
    '(?<!\\p{L})(?:la semana pasada|el año pasado|el mes pasado|hace \\S+ (?:días|semanas|meses|años)|entonces decidimos|podríamos|creo que|pienso|hay que|deberíamos|tenemos que)(?!\\p{L})|^pero(?!\\p{L})',
    '(?<!\\p{L})(?:ellos|el gobierno|la junta) (?:ha|han)? ?.*(?:decidi|aprob)|(?<!\\p{L})(?:yo )?he decidido',
  ),
  open: any(
    '(?<!\\p{L})no sab(?:emos|e|ía)(?: nadie)?(?: todavía| aún)? (?:quién|qué|cuándo|dónde|si|cómo|por qué|cuál|cuánt)|(?<!\\p{L})todavía no sabemos|(?<!\\p{L})(?:queda|sigue|está|dejémoslo|lo dejamos).{0,20}(?:abiert[oa]|pendiente|sin resolver|en el aire)|(?<!\\p{L})no está claro|(?<!\\p{L})nadie lo sabe|(?<!\\p{L})habrá que volver|(?<!\\p{L})pregunta abierta',
  ),
  unknown: any(
    '^(?:hm+|eh|pues|uf)?[,. ]*(?:ni idea|no (?:lo )?sé|no sabemos|buena pregunta|no estoy segur[oa]|habrá que (?:preguntar|verlo|averiguar)|nadie lo sabe)(?!\\p{L})',
  ),
  small: any(
    '(?:verdad|no|sí|vale|eh|de acuerdo|ok|en serio|de verdad|cómo)\\s*\\?+$',
    '(?<!\\p{L})(?:me (?:oís|oyes|escucháis)|se me oye|se ve|alguna pregunta|algo más|qué tal|cómo estáis|empezamos|seguimos|qué os parece|qué pensáis|por qué no|puedo|dónde estábamos)',
  ),
  asksMatter: any(
    '(?<!\\p{L})(?:quién(?:es)?|cuándo|dónde|cuál(?:es)?|cuánt[oa]s?|cómo|por qué|qué|tenemos que|hay que|podemos|debemos)(?!\\p{L})',
  ),
  topic: any(
    '^(?:(?:bien|vale|ok|bueno|entonces|pues)[,. ]+)*(?:(?:el |nuestro )?(?:primer|segundo|tercer|cuarto|próximo|siguiente|último) (?:punto|tema)(?: del orden del día)?|punto \\d+)(?:\\s?:| es|,)\\s+(?<topic>[^?]{3,70}?)(?:[.!]|$)',
    '^(?:(?:bien|vale|ok|bueno|entonces|pues)[,. ]+)*(?:pasemos|pasamos|empecemos|empezamos|continuamos|vamos) (?:ahora )?(?:al?|con|por)(?: la| el| los| las)? (?<topic>[^?]{3,60}?)(?:[.!]|$)',
  ),
}
