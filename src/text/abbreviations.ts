/** Words whose full stop does not end a sentence, in the languages that write such stops; lower case, without the last stop. */

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '))
}

/** Something always follows: a name, an example, a value. A single letter needs no entry: `z. B.`, `J. Smith`, `p. ex.`. */
export const openAbbreviations = words(
  [
    'mr mrs ms messrs dr prof st mt rev hon capt col gen lt sgt sen gov pres supt e.g i.e cf vs viz approx resp dept est fig figs eq vol',
    'ca bzw evtl ggf gem vgl sog zzgl inkl exkl insb bspw abzgl einschl geb hr hrn fa dipl ing mag stellv verantw zit ugs z.b d.h u.a i.d.r m.e z.t o.ä v.a s.o s.u',
    'mme mlle mgr env c.-à-d càd p.ex éd réf tél',
    'sr sra srta dra lic ud uds vd vds ej p.ej núm pág págs aprox avda ee',
    'sig dott avv geom es pag dhr mw bijv o.a d.w.z bv tzv např tj гг ул стр рис т.е т.к тыс',
  ].join(' '),
)

/** Only a number follows; before a word the stop is one: `No. 5`, but `I said no. Then …`. */
export const numberAbbreviations = words(
  [
    'no nos nr nrn n art abs kap ziff abb bd pp pag par para sec secs ch chap ver app tab max min tel bl op cap',
    'jan feb mar mär apr jun jul aug sep sept oct okt nov dec dez janv févr avr juil déc ene abr ago dic',
  ].join(' '),
)

/** May stand at the end of a sentence too: the word that follows decides. */
export const closingAbbreviations = words(
  'inc ltd co corp bros jr sr. al a.m p.m u.s u.k u.n u.s.a e.u ph.d b.c a.d d.c uu ee.uu str mio mrd gmbh bldg ave blvd rd std dt franz engl',
)

/** Words that begin a sentence far more often than they go on with one when they are written with a capital. */
export const sentenceStarters = words(
  [
    'the a an this that these those there here it its he she they we i you my your our his her their in on at by for from with as after before',
    'but and or so if when while since because what why how who where which is are was do does did can could will would should please however then now no yes not',
    'der die das den dem ein eine es er sie wir ich ihr du man wenn als da dann aber und oder so auch nur bei mit in im am auf für von zum zur nach vor wie was wer wo warum bitte danach dort hier dies diese dieser dieses',
    'le la les un une il elle on nous vous ils elles je tu ce cette ces mais et ou donc si quand pour dans en au aux avec par sur',
    'el los las una unos yo nosotros usted ustedes ellos este esta estos estas pero y o si cuando para con por se no lo su',
  ].join(' '),
)

/** German words after which a figure with a stop is an ordinal: `am 3. Oktober`, `das 2. Quartal`. */
export const beforeOrdinal = words(
  'am im vom zum zur beim ab bis der die das dem den des ein eine einen einem einer eines jeder jede jedes jeden jedem unser unsere unseren unserem unserer ihr ihre ihren ihrem ihrer sein seine seinen mein meine meinen und oder bereits',
)
