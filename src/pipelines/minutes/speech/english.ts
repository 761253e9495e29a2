/** What English sentences tell about tasks, decisions and questions. */
import { any, name, names, type SpeechRules } from './speech-rules.ts'

/** Verbs that people give each other tasks with. */
const work =
  'add|adjust|announce|archive|arrange|ask|assign|book|bring|buy|call|cancel|change|chase|check|clarify|clean|close|collect|compare|compile|complete|confirm|contact|convert|coordinate|copy|correct|create|deal|delete|deliver|deploy|design|document|draft|e-?mail|escalate|estimate|evaluate|extend|file|fill|find|finish|fix|follow|forward|gather|get|give|handle|implement|improve|inform|install|investigate|invite|look|mail|make|measure|merge|move|negotiate|notify|open|order|(?:re)?organi[sz]e|pay|phone|pick|ping|plan|post|prepare|print|proofread|provide|publish|push|put|reach|rebuild|register|release|remind|remove|rename|renew|repair|replace|reply|report|request|research|reserve|resolve|restart|return|review|revise|rewrite|ring|run|schedule|search|send|set|ship|sign|sort|speak|submit|summari[sz]e|switch|take|talk|tell|test|track|train|translate|update|upgrade|upload|verify|visit|write'
/** What a group can resolve to do. */
const plans =
  'go|take|keep|stay|stick|move|use|stop|start|postpone|drop|release|cancel|close|switch|leave|meet|send|skip|choose|pick|ship|deploy|publish|hire|buy|sell|renew|extend|order|adopt|delay|print|merge|support|offer|raise|cut|add|remove|replace|announce|launch|deliver|pay|wait|build|test|invite|book|hold|run|share|make'
const filler =
  '(?:(?:also|then|just|please|quickly|definitely|gladly|certainly|happily|personally|simply|kindly|perhaps|maybe|be so kind (?:and|as to)|be able to|go ahead and|be sure to|make sure to)\\s+)*'
const will = "(?:'ll|\\s+will|\\s+shall|'m\\s+(?:going\\s+to|gonna)|\\s+am\\s+(?:going\\s+to|gonna))"
const whose = `(?:^|[,;:.-]\\s*|\\b(?:and|so|then|ok|okay|because|well)\\s+)`

export const english: SpeechRules = {
  commit: any(
    `\\bI${will}\\s+${filler}(?!not\\b|never\\b)`,
    `^(?:ok|okay|sure|right|well)?[,. ]*will (?=(?:${work})\\b)`,
  ),
  takes: any(
    `\\bI${will}\\s+${filler}(?:do|take|handle|manage|own|sort|fix|get on|see to|look after|take care of)\\s+(?:it|that|this|this one|that one|those|them|the (?:previous|last) (?:one|action))(?=\\s*(?:[.,!?;:]|$|-|(?:today|tonight|tomorrow|this|by|on|next|now|and|for|in|after|before|until|too|then|over|first|later|soon|myself|right|asap|as|at|with|when|if|once|immediately|straight|anyway)\\b))`,
    '\\b(?:leave|give) (?:it|that|this) (?:to|with) me\\b',
    "\\bI(?:'ll| will| can)? take (?:it|that|this|this one|that one|care of (?:it|that|this)|it over|that over)(?! (?:back|that|from|as|easy|personally|you|we|he|she|they|it|is|was|for granted)\\b)\\b",
    "\\bI'?m on (?:it|that)\\b|^on it\\b|\\bconsider it done\\b|\\bcount on me\\b|\\bI volunteer\\b|\\bI'll volunteer\\b",
    "^(?:ok|okay|sure|yes|yep|yeah)?[,. ]*(?:I )?will do\\b|\\bI(?:'ll| will)$",
    '\\bI do that(?: (?:today|tomorrow|this week))?[.!]?$',
  ),
  offer: any(
    `\\bI (?:can|could)\\s+${filler}(?!not\\b|only\\b)`,
    `\\b(?:shall|should) I\\s+`,
    "\\bI'?d be happy to\\s+",
    `\\bI'll try (?:to|and)\\s+`,
  ),
  intend: any(
    '\\bI (?:still |also |just )?(?:have|need|ought) to\\s+',
    '\\bI (?:must|should|shall|plan to|intend to)\\s+',
    `\\bI (?=(?:${work})\\b)`,
    "\\bI'?m (?:\\w+ing)\\s+",
    'let me\\s+',
  ),
  ask: any(
    `\\b(?:can|could|would|will)\\s+you\\s+(?:all\\s+)?${filler}`,
    '\\b(?:would|do) you mind\\s+',
    `\\b(?:any chance|do you think|would it be possible|is it possible) (?:that )?(?:you (?:can|could)|for you to)\\s+${filler}`,
    "\\bI(?:'d| would)? (?:like|need|want|ask) you to\\s+",
    `(?:^|[,;:.]\\s*|\\b(?:and|so|then|ok|okay|but)\\s+)please\\s+${filler}(?=(?:${work}|do|have|keep|let|see)\\b)`,
    `(?:^|[,;:.]\\s*|\\b(?:and|so|then|ok|okay|but)\\s+)you(?:'ll| will)?\\s+${filler}(?!(?:get|find)\\b)(?=(?:${work}|do)\\b)`,
    '(?:^|[,;:.]\\s*)(?:make|be) sure (?:you|that|to)\\s+',
    `^(?:ok|okay|so|and|then|right)?[,. ]*(?=(?:${work})\\b)`,
  ),
  anyone: any(
    '\\b(?:some(?:body|one)|any(?:body|one))(?: else)? (?:has|needs|should|must|ought|will have|would have) (?:to )?',
    '\\b(?:can|could|would|will) (?:some(?:body|one)|any(?:body|one))(?: else)?\\s+',
    '\\bwho (?:can|could|will|wants to|would like to|takes|has time to|volunteers to|is going to|does|writes|is willing to)\\s+',
    "\\bwho'(?:s|ll)(?: going to)?\\s+",
    '\\bany volunteers?\\b',
  ),
  assign: any(
    `${whose}${names}\\s*(?:will|'ll|(?:is|are|'s) going to|shall|takes? care of|takes? over|takes|handles|(?:has |have )?(?:agreed|volunteered|promised|offered) to|(?:is|are|'s) (?:responsible for|in charge of|taking|handling|doing)|(?:is|are) to|to (?=(?:${work})\\b))\\s*${filler}`,
  ),
  expect: any(
    `${whose}(?<who>${name})\\s+(?:should|has to|must|needs to|ought to|can|could|may)\\s+`,
    `\\b(?:can|could|will|would|should)\\s+(?<who>${name})\\s+`,
    `(?:^|[,;:.]\\s*|\\b(?:and|so|then)\\s+)you (?:should|must|have to|need to|ought to)\\s+${filler}(?=(?:${work}|do)\\b)`,
  ),
  work: any(`¦\\s*${filler}(?:${work})\\b`),
  state: any(
    '¦\\s*(?:also |just |probably )?be\\b(?! (?:sending|writing|preparing|working on|doing|testing|fixing|reviewing))',
    '¦\\s*(?:looking forward|look forward|not|never|no longer|have to (?:go|leave|run)|go (?:home|away|offline|to bed|on (?:holiday|vacation|leave))|see you|talk to you|catch you|miss|love|like|hate|need|want|know|think|feel|remember|forget|understand|believe|hope|wonder|bet|guess|assume|suppose|imagine|expect|agree|disagree|support|second|vote|abstain|die|cry|scream|marry|kill|shoot|eat|drink|sleep|admit|confess|grant|spare|leave you|leave (?:now|early)|come|join|attend|arrive|travel|fly|drop off|take (?:a day|the day|time) off|retire|move on|survive|live|stay|keep quiet|shut up|sit|stand|listen|hear|watch|wait|stop|win|lose|pass|have (?:a|an|some|no|the|to go|to leave|dinner|lunch|breakfast)|find (?:it|that) (?:hard|funny|strange)|get (?:old|sick|rich|fired|used to|lost|crazy|mad|bored|off)|take your word|give up|buy (?:you |everybody |everyone |us )?(?:a |the )?(?:beer|drink|round|yacht|island|castle))\\b',
    `\\bI'?m (?:${'afraid|sorry|glad|fine|happy|sure|away|back|here|out|off|done|waiting|thinking|wondering|looking forward|having|getting|guessing|assuming|hoping|trying|talking|saying|asking|going(?! to\\b)|being|feeling|running|missing|seeing|using'})\\b`,
  ),
  meeting: any(
    '¦\\s*(?:briefly |quickly |now |first |just )*(?:show (?:you|us|it|this|that|the|a|one)|share (?:my|the|a|this)|start|begin|say|tell (?:you|us)|explain|describe|introduce|present (?:it|that|this|to you)|demonstrate|give (?:you|an?|it (?:a|to)|the floor|some|one)|go (?:first|next|ahead|on|through|over|back|into|to the next)|read\\b|skip|let\\b|keep (?:that|this|it|you|on|going|an eye|my|talking)|leave (?:it|that|you) |pass (?:it|the|on)|hand (?:it |you |over)|come back (?:to (?:that|this|it|the)|in)|come to|get (?:back )?to (?:that|this|it)|get (?:a|some|my|the|another) (?:coffee|tea|water|drink|headset|charger|chair|pen)|talk (?:about|through|you|a|more|louder|to that)|walk|turn|mention|repeat|remind (?:you|everybody|everyone|members|all|the (?:member|house|committee|room))|propose|try\\b|probably|end (?:here|with|on)|finish (?:here|with|by|my|the sentence|this point)|close (?:with|by|the meeting)|focus|quote|add (?:that|to that|one|something|just)|point (?:out|you)|note|make (?:a|an|one|this|that|it|my|some|two|another) ?(?:short |brief |quick |small |general |final )?(?:point|example|comment|remark|joke|observation|suggestion|case|argument|confession|sense|clear|note of|short|quick|brief)|play|draw (?:it|that|this|you|on|a)|mute|unmute|pull (?:it|that|this|up)|bring (?:it|that|this) up|bring up|open (?:it|up|the floor|this|that|my)|take (?:a|questions|that as|notes|the floor|one|this opportunity|you|it (?:from|as))|call (?:it|this|that|on|the (?:meeting|vote|question)|you)|ask (?:you|a|one|another|the (?:first|next|same)|about|if|whether)|answer|respond|reply to that|comment|summari[sz]e (?:now|briefly|quickly|what)|do (?:my|a|an|one|the) ?(?:best|quick|short|brief|little|demo|round|intro|same|rest|counting|talking|opposite|math|maths)|switch (?:to|my|the (?:slide|camera|screen))|check (?:in|out|my|the time|quickly)|look (?:at (?:it|that|this|my|the (?:clock|time|slide|next))|for it|it up|up|in)|find (?:it|the slide|the link|that|my)|put (?:it|this|that) (?:this way|like this|in the chat|on (?:the )?screen|up)|paste|type|click|scroll|zoom|speak|run through|move (?:on|to the|my|over|forward)|go\\b|set (?:the|my|a) (?:scene|timer|stage)|follow up on that point|argue|defend|concentrate|continue|carry on|reboot|restart (?:my|the (?:call|router))|log (?:in|out|off|back)|(?:give|tell|show|let|help|excuse) (?:me|us)\\b|(?:hear|see|imagine|wait|hold|remember|confirm|clarify|elaborate|define|help)\\b)',
  ),
  hedged: any(
    "\\b(?:maybe|perhaps|probably|possibly|might|suppose|imagine|hypothetically|in theory|I (?:think|guess|hope|wish|doubt|wonder)|one could|we could|would|wouldn't|if (?:I|we|you|they|he|she|it|nobody|somebody|there)|unless|whether|when(?:ever)? I|what I|how I|before I|until I|so that I|the (?:plan|idea) (?:was|would)|as if|not sure|no way)\\b|(?<!\\bI)'d\\b|\\bI'd (?!(?:like|ask|need|want|be happy|rather))",
  ),
  habit: any(
    '\\b(?:usually|always|normally|generally|typically|often|sometimes|(?:every|each) (?:day|week|month|year|morning|evening|time|monday|tuesday|wednesday|thursday|friday|release|meeting|quarter)|already|yesterday|last (?:week|month|year|time|night|summer|winter|spring|monday|tuesday|wednesday|thursday|friday)|\\w+ ago|used to|in (?:19|20)\\d\\d|for years|as usual|back then)\\b',
  ),
  reported: any(
    `(?:${name}|\\b(?:he|she|they|somebody|someone|people|everybody|everyone|the (?:boss|customer|client|manager|team|others)))\\s+(?:(?:just|also|once|always|already|had|has|have)\\s+)*(?:said|says|told|tells|asked|asks|thinks?|thought|mentioned|suggested|suggests|wrote|writes|wants|wanted|believes|claims|claimed|feels|felt|reckons|insisted|complained|hinted|joked|keeps saying|kept saying|was saying|is saying)\\b`,
    '\\baccording to\\b',
  ),
  accept: any(
    "^(?:(?:oh|ah|ok|okay|well|hm+|yes|yeah|right|alright|all right|great|good|cool|fine)[,.! ]+)*(?:sure|will do|ok|okay|k|kk|yes|yep|yeah|yup|yea|of course|certainly|absolutely|definitely|no problem|no worries|np|on it|gladly|happy to|happily|with pleasure|my pleasure|I(?:'ll| will)(?= do\\b|[.!]?$)|I can\\b(?! ?not)|I do\\b|can do|got it|fine|alright|all right|aye|consider it done|leave it|right|done deal|noted|roger|ack|acknowledged|deal|sounds good|good|cool|great|understood|agreed|I'?m on it|I take)\\b",
  ),
  decline: any(
    "^(?:(?:yes|well|sure|ok|hm+)[,.! ]+)*I (?:can|could|would|'d like to|would like to|might),? but\\b|\\b(?:can't|cannot|can not|couldn't|won't|not me|no time|don't have (?:the |any |much )?(?:time|access|capacity)|too busy|unable|I'm (?:away|out|off|on (?:leave|holiday|vacation)|not (?:the|able|available|around|sure))|I won't be|rather not|afraid|somebody else|someone else|anybody else|swamped|overloaded|not my|why me|ask (?:somebody|someone)|don't know how|I don't|I have no)\\b|^(?:no|nope|nah|sorry|unfortunately|unlikely|never|never mind|hm+)\\b",
  ),
  done: any(
    '^(?:done|fixed|sent|finished|uploaded|merged|published|shipped|ready|solved|sorted)\\b(?! (?:by|on|until|before|tomorrow))',
    "\\b(?:I've|I have|I just|I already|we've|we have|it's been|(?:is|are|was) (?:now |already )?|has been|have been)\\s*(?:now |just |already )?(?:done|sent|fixed|finished|uploaded|merged|published|shipped|completed|booked|ordered|written|called|updated|submitted|filed|prepared|paid|printed|replaced|renewed|reviewed|closed|added|removed|asked|solved|sorted)\\b",
  ),
  dropped: any(
    "\\b(?:forget (?:that|it|about|the)|never ?mind|scratch that|scrap (?:that|it|the)|drop (?:that|it|the)|no need\\b(?! to (?:worry|rush|hurry))|(?:don't|needn't) (?:bother|need to)|not needed (?:any ?more|after all)|no longer needed|cancel that|leave it be)\\b|^(?:wait,? |no,? )?don't(?! (?:forget|worry|know|think|we|you|I))\\b",
  ),
  changed: any(
    "\\b(?:actually|instead|rather|on second thoughts?|change of plan|correction|let's make (?:it|that)|make (?:it|that)|better|no,|sorry,|wait,|after all|swap)\\b",
  ),
  decide: any(
    "\\b(?:it's|it is|that's|that is|so|then) (?:now )?(?:decided|settled|agreed|approved)\\b|^(?:(?:ok|okay|so|then|right|good|fine)[,.: ]+)*(?:decided|agreed|settled|approved|resolved)(?:[:,]| (?:that|to|on|then)\\b)",
    "\\bwe(?:'ve| have)? (?:now |all |finally )?(?:decided|agreed|settled|resolved|concluded|voted|chose|opted)\\b",
    '\\b(?:the )?(?:motion|proposal|budget|plan|resolution|amendment|request|application) (?:is|was|has been|passes|passed|carries|carried)(?: now)? ?(?:approved|adopted|accepted|carried|agreed|rejected|passed)?\\b',
    '\\bno objections?\\b|\\bnobody (?:is )?against\\b|\\ball in favou?r\\b|\\bunanimous(?:ly)?\\b',
    "\\b(?:the )?decision (?:is|was|stands)\\b|\\bthat's (?:the|our) decision\\b",
  ),
  propose: any(
    `^(?:(?:ok|okay|so|then|right|all right|alright|good|fine|well|agreed|now)[,.: ]+)*(?:(?:so|then) )?we(?:'ll| will| won't| don't| do not| will not)? (?:not )?(?:${plans})\\b`,
    `\\b(?:let's|let us) (?:not )?(?=(?:${plans})\\b)(?!(?:go (?:on|back|over|to|through|around|ahead)|move on|take (?:a|it from)|start|wait|make sure|run (?:through|over)|leave it (?:there|here)|skip (?:that|this|it))\\b)`,
    `\\bthen (?:we|the \\w+) (?:will )?(?:${plans}|stays?|remains?)\\b|\\bwe (?:go|stay|stick) with\\b`,
    "^(?:(?:ok|okay|so|then|right|good|fine|well)[,.: ]+)*(?:I(?:'d| would)? (?:propose|suggest|move that)\\b|how about we\\b|shall we\\b|why don't we\\b|from (?:now|next \\w+|the \\w+) on\\b|proposal:)",
    '^(?:(?:ok|okay|then|right|good|fine|well)[,.: ]+)*so[,:]? no \\w+(?: \\w+)?,',
    ',? (?:agreed|everybody (?:happy|ok|okay)(?: with (?:that|this|it))?|any objections|ok(?:ay)? (?:with|for) (?:everybody|everyone|all|you)|all agreed)\\?',
  ),
  agree: any(
    "^(?:(?:oh|ah|ok|okay|well|hm+|yes|yeah|yep|sure)[,.! ]+)*(?:agreed|agree|I agree|\\+1|aye|yes|yep|yeah|sounds (?:good|great|fine)|works for me|fine (?:by|with) me|fine|good (?:idea|for me|with me)?|ok(?:ay)?|sure|me too|let's do (?:that|it|this)|perfect|great|in favou?r|seconded|no objections?|I'?m (?:fine|ok|happy|for (?:it|that))|with that I can live|I can live with|ack|deal|absolutely|definitely)\\b",
  ),
  object: any(
    "^(?:no|nope|nah|-1|hm+,? (?:no|not)|but|wait|I (?:don't|disagree|object)|I'm (?:not|against)|not (?:so|sure)|I'?d rather|hold on)\\b|\\b(?:disagree|object|against (?:it|that)|not a good idea|bad idea)\\b",
  ),
  undecided: any(
    "\\b(?:not|never|nothing|haven't|hasn't|hadn't|isn't|wasn't|didn't|don't|yet to be|to be|until|unless|once|if|whether|before|when|could|might|maybe|perhaps|would|should have|who|how|why|what) (?:\\w+ ){0,3}(?:decid\\w*|agree\\w*|settled|approved|adopted|resolved|go with|carried)\\b",
    '\\b(?:they|he|she|the (?:court|government|boss|board|committee|minister|parliament)) (?:\\w+ )?(?:decided|agreed|approved)\\b',
    '\\b(?:last (?:week|month|year|time|meeting)|ago|years? back|in (?:19|20)\\d\\d|back then|previously|earlier this year|used to)\\b',
    "\\b(?:we could|we might|we can|could we|we would|I'd go|I think|(?:don't|do not|doesn't) think|I guess|I suppose|probably|presumably|(?:need|needs|have|has|ought|had) to|should|end up|get back|come back|going to have|in general|if you want|once those)\\b|^(?:and |so )?(?:but|although|except|only that|because)\\b|\\b(?:because|since|as|like|that|which) we(?:'ve| have)? (?:already )?(?:decided|agreed)\\b",
    "\\b(?:I|you) (?:have |had |'ve )?(?:decided|agreed|chose)\\b",
  ),
  open: any(
    "\\b(?:we|nobody|no one) (?:still )?(?:don't|do not|doesn't|does not) (?:yet |really )?know(?: yet)? (?:who|what|when|where|whether|if|how|why|which)\\b",
    '\\b(?:stays?|remains?|(?:is|are) still|leave (?:it|that|this)|left|(?:question|point|issue|matter)s? (?:is|are)) (?:still |an? )?(?:open(?: question| point| issue)?|undecided|unresolved|unclear|to be (?:decided|clarified|determined))\\b(?! (?:to|source|for|from|at|the|and))|\\b(?:is|are) (?:undecided|unresolved|unclear|to be (?:decided|clarified|determined))\\b',
    "\\b(?:not|isn't|it's not) (?:yet |quite )?clear (?:yet )?(?:who|what|when|where|whether|if|how|why|which)\\b",
    '\\b(?:tbd|tbc|open (?:question|point|issue)s?\\b)',
    "\\b(?:have to|need to|must|will|'ll|let's) (?:come back to|find out|clarify|revisit|figure out|park)\\b.*\\b(?:later|another time|next (?:time|meeting|week)|who|what|when|whether|if|how|why|which)\\b",
    '\\b(?:nobody|no one) (?:knows|could say|can say|could tell)\\b',
  ),
  unknown: any(
    "^(?:hm+|well|er|oh|ah)?[,. ]*(?:no idea|(?:I|we) (?:really |honestly |still )?(?:don't|do not) know|dunno|not sure|I'?m (?:honestly )?not sure|no clue|good question|nobody knows|we(?:'d| would|'ll| will)? have to (?:find out|ask|check|see)|that's (?:still )?open|open\\b|hard to say|can't (?:say|tell)|who knows|idk)\\b",
  ),
  small: any(
    "(?:\\b(?:right|ok|okay|yes|no|yeah|correct|huh|eh|isn't it|aren't (?:we|they|you)|doesn't it|don't (?:we|they|you)|didn't (?:we|they|you|it)|wasn't it|won't (?:we|it|they)|haven't (?:we|you|they|I)|you know|see|really|agreed|no one|anybody|anyone|fair enough)\\s*\\?+$)",
    "\\b(?:can|could|do) (?:you|everybody|everyone|anybody|anyone|people) (?:all )?(?:hear|see|read)\\b|\\bany (?:other )?(?:questions?|comments?|thoughts|objections?|volunteers?|other business|one|body|news|updates?)\\b|\\banything (?:else|to add|more)\\b|\\bhow are (?:you|things|we)\\b|\\bwho'?s (?:here|there|next|around|speaking|taking)\\b|\\bis (?:anyone|anybody|everybody|everyone) (?:here|there)\\b|\\b(?:shall|should|can|may) we (?:start|begin|move on|go on|continue|proceed|wrap up)\\b|\\bready\\?|\\bwhat do you (?:think|mean|say)\\b|\\bwhere were we\\b|\\bwhat was (?:that|the question|I saying)\\b|\\b(?:may|can|could) I (?:ask|say|add|come in|just|interrupt|start|go)\\b|\\bare you (?:there|here|ok|okay|sure|kidding|serious|all|ready)\\b|\\bwho knows\\b|\\bwhy not\\b|\\bso what\\b|\\bguess what\\b|\\byou know what\\b|\\bwho cares\\b|\\bwhat's next\\b|\\bsorry\\b|\\bpardon\\b|\\bwhat\\?|\\bdid I forget\\b|\\bdoes that make sense\\b|\\bmake sense\\b|\\bor not\\?$|\\bor\\s*\\?$",
  ),
  asksMatter: any(
    "\\b(?:who|what|when|where|which|how (?:many|much|long|often|do|does|should|can|will|are|is|would)|whether|why (?:do|does|is|are|did|should|would|can't|don't))\\b|^(?:and |so |but |then |ok |okay )?(?:do|does|should|can|will|are|is|must|may|have|has|did) (?:we|there|the|our|it|this|that|they|customers|users|people|somebody|anybody)\\b",
  ),
  topic: any(
    "^(?:(?:ok|okay|so|right|good|then|well|all right|alright|now)[,. ]+)*(?:the |our )?(?:first|second|third|fourth|fifth|sixth|next|last|final|following)(?: (?:one|item|point|topic|thing|subject|question))?(?: (?:on|of) (?:the|our|today's) (?:agenda|list))?(?: is|:|,| -| –)\\s+(?:the topic of |about )?(?<topic>[^?]{3,70}?)(?:[.!]|$)",
    "^(?:(?:ok|okay|so|right|good|then|well|all right|alright|now)[,. ]+)*(?:let's|let us|we(?:'ll| will| can)?|shall we|I(?:'d| would) (?:like|propose) to) (?:now )?(?:move (?:on )?to|turn to|come to|start with|begin with|go on to|continue with)(?: the)?(?: next)?(?: (?:item|point|topic))?[,:]? (?:about |is )?(?<topic>(?!next\\b|it\\b|that\\b|this\\b|you\\b|me\\b)[^?]{3,60}?)(?:[.!]|$)",
    '^(?:agenda )?(?:item|topic|point) (?:\\d+|one|two|three|four|five)(?: is|:|,| -| –)\\s+(?<topic>[^?]{3,70}?)(?:[.!]|$)',
  ),
}
