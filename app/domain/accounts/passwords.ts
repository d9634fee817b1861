/**
 * Which passwords everybody tries first. Long ones are nearly always a common word repeated, lengthened with digits, or a run along
 * the keyboard, so the list holds the words and this file knows the ways of lengthening them. Works offline.
 */

/** Words and runs that head every published list of leaked passwords, with the local ones a guesser would add. */
const commonWords = new Set(
  `password passw0rd passwort passphrase pass qwerty qwertyuiop qwertyui qwert qwertz azerty asdf asdfgh asdfghjkl asdfghjk zxcv zxcvbn zxcvbnm qazwsx qazwsxedc qweasd qweasdzxc
  1q2w3e 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc zaq12wsx q1w2e3r4 q1w2e3r4t5y6 abc abcd abcde abcdef abcdefg abcdefgh abcdefghi abcdefghij abcdefghijk abcdefghijkl
  letmein letmeinnow welcome welcometo welcomeback iloveyou iloveyousomuch iloveu ilove loveyou loveme lovely love monkey dragon master superman batman spiderman ironman
  pokemon naruto starwars minecraft fortnite computer internet google facebook instagram linkedin twitter microsoft windows samsung iphone android whatever trustno trustnoone
  football baseball basketball hockey soccer liverpool liverpoolfc arsenal arsenalfc chelsea chelseafc manchester manchesterunited manutd everton celtic celticfc rangers rangersfc
  hearts hibs hibernian aberdeen dundee stmirren scotland scottish edinburgh glasgow inverness stirling perth dundeeunited alba saltire highland braveheart england britain
  sunshine princess shadow ashley michael jordan jessica charlie daniel thomas george andrew william robert matthew joshua jennifer nicole michelle hannah amanda chocolate
  butterfly flower flowers summer winter spring autumn monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october
  november december cheese cookie banana orange purple yellow silver golden diamond secret secretpassword access accessdenied admin administrator adminadmin root toor user
  username guest login default changeme changeit changethis test testing tester testtest demo demonstration example sample temp temporary hello helloworld hellohello goodbye
  freedom forever family friends friend happy happiness blessed jesus jesuschrist god godisgood heaven angel angels babygirl baby mother father mustang ferrari mercedes harley
  corvette porsche hunter ranger killer soldier warrior matrix thunder lightning storm phoenix tigger tiger lion eagle falcon wolf pepper ginger snoopy maggie buster bailey
  correcthorsebatterystaple correct horse battery staple opensesame sesame mypassword mypass thisismypassword thisisapassword yourpassword newpassword oldpassword mynameis
  nothing something anything everything whocares fuckyou fuckoff asshole lade grant grants grantfund funding charity council community wellbeing mentalhealth health strategy`
    .split(/\s+/),
);

const letterFor: Record<string, string> = { "0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", $: "s", "!": "i" };
const plainLetters = (text: string): string => [...text].map((character) => letterFor[character] ?? character).join("");

const runs = ["01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"];
const isRun = (text: string): boolean => runs.some((run) => run.includes(text) || [...run].reverse().join("").includes(text));

/** The shortest piece whose repetition makes the text: "abcabcab" → "abc". */
function piece(text: string): string {
  for (let length = 1; length <= text.length / 2; length += 1) if (text.slice(length) === text.slice(0, -length)) return text.slice(0, length);
  return text;
}

/** A few signs over and over ("1987" three times), or a common word twice. */
function isRepetition(text: string): boolean {
  const once = piece(text);
  return once !== text && (once.length <= 4 || isCommonWord(once));
}

function isCommonWord(text: string): boolean {
  return text.length < 4 || isRun(text) || commonWords.has(text) || commonWords.has(plainLetters(text));
}

/** ASCII digits and signs. Other scripts are letters to us: a passphrase in any language counts whole. */
const signs = /[!-@[-`{-~]+/g;
const signsAround = /^[!-@[-`{-~]+|[!-@[-`{-~]+$/g;

/** Whether the whole is one common word or two. */
function isMadeOfCommonWords(text: string, words = 2): boolean {
  if (text === "") return true;
  if (words === 0) return false;
  for (let length = Math.min(text.length, 26); length >= 3; length -= 1) {
    const head = text.slice(0, length);
    if ((commonWords.has(head) || commonWords.has(plainLetters(head)) || (length >= 4 && isRun(head))) && isMadeOfCommonWords(text.slice(length), words - 1)) return true;
  }
  return false;
}

/**
 * Whether a password is one of those that are tried first.
 * @param own words a guesser knows of this person: their name, their address
 */
export function isCommonPassword(password: string, own: readonly string[] = []): boolean {
  const text = password.toLowerCase().replace(/[\s._-]+/g, "");
  // Digits and signs put before or after a word are the first thing tried.
  const core = text.replace(signsAround, "");
  if ([text, core].some((part) => part !== "" && (isCommonWord(part) || isRepetition(part) || isMadeOfCommonWords(part)))) return true;
  const mine = own.flatMap((word) => word.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length >= 3);
  const rest = mine.reduce((left, word) => left.replaceAll(word, ""), core);
  return rest.length < core.length && (rest.replace(signs, "").length < 4 || isMadeOfCommonWords(rest));
}
