/** What German sentences tell about tasks, decisions and questions. */
import { any, name, names, type SpeechRules } from './speech-rules.ts'

const work =
  'schick|send|schreib|ruf|prüf|überprüf|check|aktualisier|bereite|besorg|bestell|buch|frag|hol|kläre?|klär|lad|leg|lies|mach|melde?|nimm|organisier|plan|reich|reparier|sammel|setz|stell|teste?|trag|übersetz|veröffentlich|verschieb|bring|gib|lösch|korrigier|sprich|such|änder|erstell|kümmer|sorg|erledig|übernimm|informier|druck|miss|richt|räum|reservier|kontaktier|verschick|ergänz|zeichn|vereinbar|kündig|unterschreib|lade?'
const stem =
  'schick|send|schreib|ruf|prüf|überprüf|check|aktualisier|bereit|besorg|bestell|buch|frag|hol|klär|lad|leg|les|mach|meld|nehm|organisier|plan|reich|reparier|sammle|setz|stell|test|trag|übersetz|veröffentlich|verschieb|bring|geb|lösch|korrigier|sprech|such|änder|erstell|kümmer|sorg|erledig|übernehm|informier|druck|mess|richt|räum|reservier|kontaktier|verschick|ergänz|zeichn|vereinbar|kündig|unterschreib|schau|red|bau|schließ|versuch|mail|leite|füg|pfleg|nehm|arbeit|bereinig|beantrag|begleit|beschaff|hänge?|entwerf|fass|geh|fahr|tausch|wechsl|ersetz|streich|sortier|archivier|korrektur|zähl|wasch|putz|koch|hefte|scann|kopier|install|konfigur'

export const german: SpeechRules = {
  commit: any(
    '\\bich (?:werde|kümmere mich|kümmer mich|übernehme|erledige|besorge|organisiere)\\b',
    '\\b(?:kümmere|kümmer|übernehme|erledige|werde|besorge) ich\\b',
  ),
  takes: any(
    '\\b(?:das|dies|es) (?:mache?|übernehme|erledige|kann) ich\\b(?!\\s+(?:nicht|nie))|\\bich (?:mache?|übernehme|erledige) (?:das|es|dies|die aufgabe)\\b|\\b(?:mache?|übernehme|erledige) ich(?: (?:gern|gerne|sofort|heute|morgen))?[.!]?$|\\blass (?:das |mich )?(?:mich |nur )?(?:das )?machen\\b|\\bich kümmere? mich (?:darum|drum)\\b|\\bwird (?:gemacht|erledigt)\\b|\\bich bin dran\\b|\\büberlass(?:t)? (?:das|es) mir\\b|\\bich melde mich freiwillig\\b',
  ),
  offer: any(
    '\\bich (?:kann|könnte)\\b(?! (?:nicht|mir|mich|nur))',
    '\\b(?:kann|könnte|soll) ich\\b(?! (?:nicht|mir|mich|nur))',
  ),
  intend: any(
    `\\bich (?:${stem})e?\\b`,
    `\\b(?:${stem})e? ich\\b`,
    '\\bich (?:muss|will|soll|möchte)(?: noch| auch)?\\b',
    '\\b(?:muss|will|soll) ich(?: noch)?\\b',
  ),
  ask: any(
    '\\b(?:kannst|könntest|würdest|magst|willst|machst|schickst|schreibst|rufst|prüfst|übernimmst|kümmerst|bereitest|fragst|bringst|gibst|stellst|besorgst|erledigst) du\\b',
    '\\b(?:können|könnten|würden|übernehmen|schicken|prüfen) Sie\\b|\\b(?:könnt|könntet|würdet|macht|schickt) ihr\\b',
    '\\bdu (?:sollst|solltest|musst|machst|schickst|schreibst|übernimmst|kümmerst|bereitest|prüfst|rufst)\\b',
    `(?:^|[,;:.]\\s*)(?:bitte )?(?=(?:${work})\\p{Ll}{0,3}\\b(?: \\S+){0,12} bitte\\b)`,
    `\\bbitte (?=(?:${work})\\p{Ll}{0,3}\\b)`,
    '\\bbitte (?=(?:[\\p{L}\\p{N}.-]+ ){1,6}\\p{L}+(?:en|ern|eln)\\b)',
    `^(?:und |also |dann |ok,? )?(?=(?:${work})e?\\b(?! ich))`,
    '\\bdeine aufgabe\\b|\\bsorg(?:e|t)? dafür\\b',
  ),
  anyone: any(
    '\\b(?:jemand|wer|einer|eine[rs]?)(?: von euch)? (?:muss|sollte|kann|könnte|müsste|mag|will|macht|übernimmt|schreibt|kümmert)\\b',
    '\\b(?:kann|könnte|muss|müsste|mag|will) (?:das )?(?:jemand|wer|einer)\\b',
    '\\bfreiwillige\\b',
  ),
  assign: any(
    `(?:^|[,;:.]\\s*|\\b(?:und|also|dann|denn|aber|gut|ok)\\s+)${names}\\s+(?:wird|werden|übernimmt|übernehmen|kümmert sich|kümmern sich|erledigt|erledigen|hat zugesagt|macht)\\b`,
    `\\b(?:übernimmt|erledigt|macht) (?<who>${name})\\b`,
  ),
  expect: any(
    `(?:^|[,;:.]\\s*|\\b(?:und|also|dann|aber)\\s+)(?<who>${name})\\s+(?:sollte|soll|muss|müsste|kann|könnte|(?!hat|ist|wollt|sagt|meint|find|fragt|denkt|glaubt|weiß|braucht|geht|kommt|steht)\\p{Ll}{2,}(?:t|et))\\b`,
    `\\b(?:kann|könnte|soll|sollte|wird|muss) (?<who>${name})\\b`,
  ),
  work: any(
    `\\b(?:ab|an|auf|aus|be|ein|nach|über|unter|wieder|neu |um|ver|vor|zu|hin|her|weiter|zurück|fertig|rein|rüber|durch)?(?:ge|zu)?(?:${stem})`,
  ),
  state: any(
    '\\b(?:ich (?:werde|muss|will|kann)|werde ich|muss ich)\\b.*\\b(?:sein|haben|gehen|los|weg|nie|nicht|kaum|fehlen|krank|vermissen|schlafen|essen|glauben|wissen|denken|leben|sterben|verrückt|da sein|dabei sein|zuhören|warten|heulen)\\b(?! ?\\w*(?:schicken|prüfen))',
    '\\bich (?:mache?|nehme|gebe|gehe|leg|bring)\\w* (?:mir|urlaub|pause|mit|davon aus|zu|euch recht|dir recht|sorgen|auf)\\b|\\bich (?:frage|freue|wundere|erinnere|schäme) mich\\b|\\bfrage ich mich\\b|\\bich suche? (?:nur|gerade|schon)\\b|\\bich (?:bin|habe|hab|denke|glaube|finde|meine|weiß)\\b',
    '\\bich arbeite\\b',
  ),
  meeting: any(
    '\\b(?:zeig|teile|teil|starte?|fang|beginn|sag|erzähl|erklär|stelle? (?:mich|euch|das) .*vor|stell(?:e)? .*vor\\b|les(?:e)? .*vor|mach(?:e)? (?:es |das |mal |jetzt )?(?:kurz|weiter|den anfang|das licht|ein beispiel|mal|schluss|auf|zu)|komm(?:e)? (?:gleich |später |noch )?(?:darauf|dazu|zurück)|gebe? (?:das wort|weiter|euch|dir recht|zu)|fasse? .*zusammen|spring|überspring|warte?|höre?|versuch|schau(?:e)? (?:mal|kurz|nach der uhr)|frag(?:e)? (?:mal|kurz|in die runde)|bring(?:e)? .*beispiel|red(?:e)?|nehm(?:e)? .*(?:beispiel|wort)|sprech)',
    '\\bwerde (?:ich )?(?:euch |kurz |jetzt |gleich |nun |mal |das )*(?:\\S+ ){0,5}(?:zeigen|erklären|vorstellen|teilen|sagen|anfangen|beginnen|vorlesen|erzählen|zusammenfassen|eingehen|weitermachen)\\b',
    '\\b(?:kannst|könntest) du (?:mich |bitte |mal |kurz |das |noch |mir )*(?:hören|sehen|wiederholen|erklären|lauter|sagen|zeigen|erzählen|vorstellen|deinen bildschirm|das mikro|warten|scrollen)',
  ),
  hedged: any(
    '\\b(?:vielleicht|eventuell|evtl|wahrscheinlich|womöglich|möglicherweise|würde|würden|könnte|könnten|hätte|wäre|angenommen|theoretisch|wenn|falls|ob|man könnte|ich (?:denke|glaube|hoffe|fürchte)|schätze|am liebsten)\\b',
  ),
  habit: any(
    '\\b(?:immer|normalerweise|meistens|üblicherweise|gewöhnlich|oft|manchmal|jede[nrsm]? (?:tag|woche|monat|jahr|morgen|abend|mal|montag|dienstag|mittwoch|donnerstag|freitag)|täglich|wöchentlich|schon (?:gestern|letzte|längst|erledigt)|bereits|gestern|letzte[nrs]? (?:woche|monat|jahr|mal|sommer)|vor \\S+ (?:tagen|wochen|monaten|jahren)|früher|damals)\\b',
  ),
  reported: any(
    `(?:${name}|\\b(?:er|sie|jemand|der chef|die chefin|der kunde|die kundin|die leute))\\s+(?:(?:hat|haben|hatte|mir|uns|schon|auch|mal|immer)\\s+)*(?:gesagt|sagte|sagt|meinte|meint|gemeint|fragte|fragt|gefragt|denkt|dachte|findet|fand|schrieb|schreibt|erzählte|erzählt|will,|wollte|behauptet|schlug vor|schlägt vor|vorgeschlagen|glaubt)\\b`,
    '\\blaut\\b|\\bangeblich\\b',
    `\\b(?:hat|hatte) (?:mir |uns |schon |mal )?${name}\\b.*\\b(?:gesagt|gefragt|gemeint|vorgeschlagen|erzählt)`,
    `\\bhat ${name},`,
    `${name} (?:hat|hatte) .*\\b(?:gesagt|gemeint|gefragt|erzählt|geschrieben|vorgeschlagen)\\b`,
  ),
  accept: any(
    '^(?:(?:oh|ah|ok|okay|gut|hm+|ja|na|also)[,.! ]+)*(?:klar|na klar|mache? ich|gern|gerne|ok|okay|ja|jo|jap|jep|kein problem|geht klar|wird gemacht|erledige ich|in ordnung|gut|natürlich|selbstverständlich|sicher|alles klar|übernehme ich|kann ich machen|passt|einverstanden|abgemacht|verstanden|notiert|das mache ich|bin dran|mit vergnügen|sehr gern|ich (?:mache|übernehme|kümmere))\\b',
  ),
  decline: any(
    '\\b(?:kann (?:das |ich |es |leider |da )*nicht|keine zeit|keinen? (?:nerv|kopf|zugang)|schaffe? (?:ich )?(?:das )?(?:leider )?nicht|nicht ich|ich nicht|geht (?:bei mir |leider )?nicht|im urlaub|bin (?:da )?(?:weg|krank|unterwegs|nicht da)|jemand anders|leider nicht|zu viel|nicht zuständig|ungern|unmöglich|ausgelastet|kann leider)\\b|^(?:nein|nee|nö|leider|sorry|tut mir leid|hm+|auf keinen fall)\\b',
  ),
  done: any(
    '^(?:erledigt|fertig|gemacht|geschickt|ist raus|ist durch)\\b|\\b(?:habe ich|hab ich|ich habe|ich hab|ist|sind|wurde)\\b.*\\b(?:erledigt|fertig|geschickt|verschickt|gesendet|gebucht|bestellt|geschrieben|aktualisiert|abgeschickt|geprüft|hochgeladen|repariert|behoben|eingereicht|bezahlt|gedruckt|angerufen)\\b(?! (?:sein|werden))',
  ),
  dropped: any(
    '\\b(?:vergiss (?:das|es|die|den)|hat sich erledigt|nicht mehr nötig|brauchst du nicht|braucht (?:es|ihr) nicht|lass (?:das|es) (?:lieber |doch )?(?:sein|bleiben)|doch nicht|streich(?:en)? (?:das|die|den|wir)|nicht nötig)\\b',
  ),
  changed: any('\\b(?:doch|lieber|stattdessen|statt|eher|korrektur|planänderung|besser|nein,|moment,|ändern wir)\\b'),
  decide: any(
    '\\b(?:beschlossen|entschieden|abgemacht|vereinbart|angenommen|genehmigt|verabschiedet|einstimmig|geeinigt)\\b',
    '\\bkeine (?:einwände|gegenstimmen)\\b|\\bniemand (?:ist )?dagegen\\b|\\bbeschluss(?: ist)?:',
  ),
  propose: any(
    '^(?:(?:gut|ok|okay|also|so|na gut|schön|einverstanden)[,. ]+)*(?:dann |also )?(?:machen|nehmen|verschieben|bleiben|lassen|gehen|streichen|verlängern|verwenden|schließen|starten|stoppen|setzen) wir\\b',
    '\\bdann (?:machen|nehmen|verschieben|bleiben|lassen|gehen|streichen|verwenden|starten) wir\\b|^wir (?:nehmen|machen|verschieben|bleiben|verlängern|streichen|verwenden|stellen|kündigen|liefern)\\b|\\bich schlage vor\\b|\\bmein vorschlag\\b|\\bwollen wir\\b|^ab (?:sofort|jetzt|nächste[rmn]? \\S+) (?:wird|werden|gibt|machen|nehmen)\\b|,? (?:einverstanden|alle einverstanden|einwände)\\?',
  ),
  agree: any(
    '^(?:(?:oh|ok|okay|gut|hm+|ja|na)[,.! ]+)*(?:einverstanden|ja|jo|passt|ok|okay|gut|gute idee|klingt gut|dafür|bin dafür|\\+1|von mir aus|geht klar|finde ich gut|machen wir so|so machen wir|abgemacht|perfekt|super|keine einwände|ich auch|stimme zu|damit kann ich leben)\\b',
  ),
  object: any(
    '^(?:nein|nee|nö|aber|moment|halt|ich bin (?:dagegen|nicht)|finde ich nicht|lieber nicht|-1)\\b|\\b(?:dagegen|keine gute idee|sehe ich anders)\\b',
  ),
  undecided: any(
    '\\b(?:nicht|noch nicht|nie|nichts|kein\\w*|ob|wenn|falls|bevor|sobald|wer|wie|warum|was|könnten?|vielleicht|hätten?|würden?|sollte)\\b.{0,40}\\b(?:beschlossen|entschieden|vereinbart|geeinigt|entscheiden|angenommen)\\b',
    '\\b(?:beschlossen|entschieden|vereinbart) (?:ist|wurde|haben wir) (?:noch )?nicht',
    '\\b(?:letzte[nrs]? (?:woche|monat|jahr|mal|sitzung)|vor \\S+ (?:tagen|wochen|monaten|jahren)|damals|früher|wir könnten|könnten wir|wir würden|ich glaube|ich denke|müss(?:t)?en|sollten)\\b|^aber\\b',
    '\\b(?:er|die regierung|der vorstand|das gericht) (?:hat|haben) .*(?:beschlossen|entschieden)',
    '\\bich (?:habe|hab) .*\\b(?:beschlossen|entschieden|angenommen)\\b|\\b(?:angenommen),',
  ),
  open: any(
    '\\b(?:wissen|weiß|weiss) (?:wir|ich|man|niemand|keiner)?(?: (?:immer )?noch)? (?:nicht|keiner|niemand),? ?(?:wer|was|wann|wo|ob|wie|warum|welche)',
    '\\b(?:bleibt|ist|sind|lassen wir)\\b.{0,30}\\b(?:noch )?(?:offen|ungeklärt|unklar)\\b',
    '\\b(?:noch|erst) (?:zu )?klären\\b.*\\b(?:wer|was|wann|ob|wie)\\b|\\bdarauf (?:müssen wir|kommen wir) .*(?:zurück|andermal)|\\boffene frage\\b|\\bob\\b.*\\b(?:ist|bleibt) (?:noch )?(?:unklar|offen)\\b',
    '\\b(?:das weiß|weiß) (?:noch )?(?:keiner|niemand)\\b',
  ),
  unknown: any(
    '^(?:hm+|tja|na ja|äh+)?[,. ]*(?:keine ahnung|(?:das )?weiß (?:ich|man|keiner|niemand)(?: (?:auch|noch))? ?(?:nicht)?|weiß nicht|gute frage|nicht sicher|müssen wir (?:herausfinden|klären|fragen)|schwer zu sagen|offen)\\b',
  ),
  small: any(
    '\\b(?:oder|ne|nicht wahr|nicht|ja|ok|okay|richtig|gell|stimmt|klar|verstanden|echt|wirklich|wie bitte)\\s*\\?+$',
    '\\b(?:hört|seht|hörst|siehst) (?:ihr|du) (?:mich|das|meinen)\\b|\\bnoch (?:fragen|etwas|was)\\b|\\bsonst noch\\b|\\bwie geht\\b|\\b(?:wollen|sollen|können) wir (?:anfangen|weitermachen|loslegen|beginnen)\\b|\\bwas (?:meint|haltet|denkt|meinst|hältst|denkst) (?:ihr|du)\\b|\\bwo waren wir\\b|\\bwarum nicht\\b|\\bdarf ich\\b|\\bist (?:jemand|wer) da\\b|\\bwen interessiert\\b|\\bna und\\b',
  ),
  asksMatter: any(
    '\\b(?:wer|wann|wo|welche[rsnm]?|wie (?:viele?|lange|oft|machen|soll|können|wird)|ob|warum|was (?:passiert|machen|ist|kostet|soll|wird|tun))\\b|^(?:und |aber |also )?(?:müssen|sollen|können|dürfen|haben|brauchen|gibt|ist|sind|wird|werden|kann|darf|muss) (?:wir|es|das|die|der|man|alle)\\b',
  ),
  topic: any(
    '^(?:(?:gut|ok|okay|also|so|dann)[,. ]+)*(?:(?:unser |der |zum )?(?:erste[rn]?|zweite[rn]?|dritte[rn]?|vierte[rn]?|nächste[rn]?|letzte[rn]?) (?:punkt|thema|tagesordnungspunkt)|top \\d+|punkt (?:\\d+|eins|zwei|drei|vier))(?: ist| wäre)?[:,]?\\s+(?<topic>[^?]{3,70}?)(?:[.!]|$)',
    '^(?:(?:gut|ok|okay|also|so|dann)[,. ]+)*(?:dann )?(?:kommen wir|weiter|fangen wir|machen wir weiter|beginnen wir) (?:jetzt |nun |also |an )?(?:zu[mr]?|mit)(?: de[mrn])? (?<topic>[^?]{3,60}?)(?: an| weiter)?(?:[.!]|$)',
  ),
}
