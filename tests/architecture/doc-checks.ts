/**
 * Checks of what documents name: links, paths, commands, tests. All of them take the text and the facts that it is
 * compared with, and return one sentence for each fault.
 */
import type { Command } from 'commander';

/** A Markdown document: `path` relative to the repository's root, with `/`. */
export interface Doc {
  readonly path: string;
  readonly text: string;
}

/** What documents are compared with. */
export interface Repository {
  /** Every file of the repository, relative to its root, with `/`. */
  readonly files: ReadonlySet<string>;
  readonly docs: readonly Doc[];
  /** The names of the scripts in package.json. */
  readonly npmScripts: ReadonlySet<string>;
  readonly vdf: Command;
  /** Options of `npm start`, `npm run dev` and the benchmarks, with their dashes. */
  readonly scriptOptions: ReadonlySet<string>;
}

const SHELLS = new Set(['sh', 'bash', 'shell']);
/** Files of these kinds are named in documents by a part of their path, such as `plan.ts`. */
const SOURCE = /\.(tsx?|mts|mjs|css|as|md)$/;
/** Letters of paths, and of patterns: `<name>` and `*` stand for anything within one part, `{a,b}` for either. */
const PATH = /^[\w.@{}<>,*-]+(\/[\w.@{}<>,*-]+)*\/?$/;

/** Code of a document: the parts in backticks, and the lines of its shell blocks. */
interface Code {
  readonly inline: readonly string[];
  readonly shell: readonly string[];
}

function codeOf(text: string): Code {
  const shell: string[] = [];
  const prose = text.replace(/^( *)```(\w*)\n([\s\S]*?)^ *```$/gm, (_, _indent: string, kind: string, body: string) => {
    if (SHELLS.has(kind)) shell.push(...body.split('\n'));
    return '';
  });
  // A code span may be broken over two lines.
  const inline = [...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replace(/\s*\n\s*/g, ' '));
  return { inline, shell };
}

/** The anchor of a heading as hosts of Markdown make it: lower case, without punctuation, blanks as dashes. */
export function anchorOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

const withoutCode = (text: string) => text.replace(/^( *)```[\s\S]*?^ *```$/gm, '');

function anchorsOf(text: string): Set<string> {
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutCode(text).matchAll(/^#{1,6} +(.+)$/gm)) {
    const anchor = anchorOf(heading);
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    anchors.add(before === 0 ? anchor : `${anchor}-${before}`);
  }
  return anchors;
}

/** `docs/../README.md` as `README.md`. */
function joinPath(folder: string, relative: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${relative}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')));

function exists(files: ReadonlySet<string>, path: string): boolean {
  return path === '' || files.has(path) || [...files].some((file) => file.startsWith(`${path}/`));
}

/** Relative links that lead to no file, and anchors that no heading has. */
export function brokenLinks({ path, text }: Doc, { files, docs }: Repository): string[] {
  const prose = withoutCode(text).replace(/`[^`]*`/g, '');
  const targets = [
    ...[...prose.matchAll(/\]\(([^()\s]+(?:\([^()\s]*\))?)\)/g)].map(([, target = '']) => target),
    ...[...prose.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)].map(([, target = '']) => target),
  ];
  const faults: string[] = [];
  for (const target of targets) {
    if (/^[a-z][a-z0-9+.-]*:/i.test(target)) continue;
    const [file = '', anchor] = target.split('#', 2);
    const wanted = file === '' ? path : joinPath(folderOf(path), decodeURIComponent(file));
    if (!exists(files, wanted)) faults.push(`${path}: the link ${target} leads to no file`);
    else if (anchor !== undefined) {
      const doc = docs.find((each) => each.path === wanted);
      if (doc && !anchorsOf(doc.text).has(anchor)) faults.push(`${path}: no heading of ${wanted} is #${anchor}`);
    }
  }
  return faults;
}

/** `{a,b}/c` as `a/c` and `b/c`. */
function alternatives(pattern: string): string[] {
  const match = /^(.*?)\{([^{}]*)\}(.*)$/.exec(pattern);
  if (!match) return [pattern];
  const [, before = '', list = '', after = ''] = match;
  return list.split(',').flatMap((each) => alternatives(`${before}${each}${after}`));
}

function patternOf(path: string): string {
  return path
    .replace(/\/$/, '')
    .split(/(<[^<>]*>|\*\*?)/)
    .map((part, at) => (at % 2 === 1 ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
}

/**
 * Paths that are not there. What begins with a top folder of the repository is looked up from the root; another name
 * of a source file must be the end of some file's path.
 */
export function missingPaths({ path, text }: Doc, { files }: Repository): string[] {
  const { inline, shell } = codeOf(text);
  const topFolders = new Set([...files].filter((file) => file.includes('/')).map((file) => file.split('/', 1)[0]));
  const fromRoot = (name: string) => name.includes('/') && topFolders.has(name.split('/', 1)[0]);
  const words = shell.flatMap((line) => line.replace(/\s#.*$/, '').split(/[\s"'=]+/)).filter(fromRoot);
  const all = [...files].join('\n');
  const faults: string[] = [];
  for (const name of new Set([...inline, ...words])) {
    if (!PATH.test(name) || (!fromRoot(name) && !SOURCE.test(name))) continue;
    for (const each of alternatives(name)) {
      const start = fromRoot(name) ? '^' : '(?:^|/)';
      if (!new RegExp(`${start}${patternOf(each)}(?:/|$)`, 'm').test(all))
        faults.push(`${path}: ${each} is in no place of the repository`);
    }
  }
  return faults;
}

/** npm scripts, `vdf` commands and options that are not there. */
export function unknownCommands({ path, text }: Doc, repository: Repository): string[] {
  const { inline, shell } = codeOf(text);
  const lines = [...inline, ...shell.map((line) => line.replace(/(^|\s)#.*$/, ''))];
  const faults = [
    ...lines.flatMap((line) => unknownScripts(line, repository.npmScripts)),
    ...lines.flatMap((line) => unknownVdf(line, repository.vdf)),
    ...inline.flatMap((code) => unknownOption(code, repository)),
  ];
  return faults.map((fault) => `${path}: ${fault}`);
}

function unknownScripts(line: string, scripts: ReadonlySet<string>): string[] {
  const named = [
    ...[...line.matchAll(/\bnpm run (?:-s |--silent )?([\w:-]+)/g)].map(([, name = '']) => name),
    ...[...line.matchAll(/\bnpm (start|test)\b/g)].map(([, name = '']) => name),
  ];
  return named.filter((name) => !scripts.has(name)).map((name) => `there is no npm script "${name}"`);
}

const CALL = /(?:npm run (?:-s |--silent )?vdf -- |\bcli\/bin\.mjs |(?:^|[\s(])vdf )([^|;()&\n]*)/g;

function unknownVdf(line: string, vdf: Command): string[] {
  return [...line.matchAll(CALL)].flatMap(([, call = '']) => unknownInCall(call.trim().split(/\s+/), vdf));
}

/** The words behind `vdf`: commands first, then arguments and options in any order. */
function unknownInCall(words: readonly string[], vdf: Command): string[] {
  let command = vdf;
  let at = 0;
  for (; at < words.length && command.commands.length > 0; at++) {
    const word = words[at] ?? '';
    if (word === '' || word.startsWith('-') || word.startsWith('<')) break;
    const next = command.commands.find((each) => each.name() === word);
    if (!next) return [`vdf has no command "${words.slice(0, at + 1).join(' ')}"`];
    command = next;
  }
  const options = words.slice(at).filter((word) => word.startsWith('--') && word !== '--');
  const known = new Set(['--help', ...command.options.map(({ long }) => long)]);
  return options
    .map((option) => option.split('=', 1)[0] ?? '')
    .filter((option) => !known.has(option))
    .map((option) => `vdf ${words.slice(0, at).join(' ')} has no option ${option}`);
}

function allOptions(command: Command): string[] {
  return [...command.options.flatMap(({ long }) => long ?? []), ...command.commands.flatMap(allOptions)];
}

/** An option that stands alone in backticks is one of some `vdf` command, or of a script. */
function unknownOption(code: string, { vdf, scriptOptions }: Repository): string[] {
  const option = /^--[a-z][\w-]*/.exec(code)?.[0];
  if (option === undefined || option === '--help') return [];
  const known = allOptions(vdf).includes(option) || scriptOptions.has(option);
  return known ? [] : [`there is no option ${option}`];
}

/** A test that docs/promises.md names: the file, and the title as far as it is written out. */
interface NamedTest {
  readonly file: string;
  readonly title: string;
}

/** The promises of a document by their number, each with its tests: `file`: "title", or "title" of the same file. */
export function promisesOf(text: string): Map<number, NamedTest[]> {
  const promises = new Map<number, NamedTest[]>();
  for (const section of text.split(/^### /m).slice(1)) {
    const number = Number(/^(\d+)\./.exec(section)?.[1]);
    const tests = section
      .replace(/\s*\n\s*/g, ' ')
      .split(/ - (?=`)/)
      .slice(1)
      .flatMap((item) => {
        const file = /^`([^`]+)`/.exec(item)?.[1] ?? '';
        const titles = [...item.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title);
        return (titles.length > 0 ? titles : ['']).map((title) => ({ file, title }));
      });
    promises.set(number, tests);
  }
  return promises;
}

/**
 * Faults of named tests; a title that another test file has is followed by its name. `read` gives a file's text. A
 * title is a whole string of the file; `…` ends one that the test completes with its own values.
 */
export function missingTests(
  tests: readonly NamedTest[],
  files: ReadonlySet<string>,
  read: (path: string) => string,
): string[] {
  const plain = (text: string) => text.replaceAll('\\', '').replace(/\s+/g, ' ');
  const has = (file: string, title: string) => stringOf(title).test(plain(read(file)));
  const elsewhere = (title: string) => {
    const other = [...files].find((file) => TEST_FILE.test(file) && has(file, title));
    return other === undefined ? '' : `; ${other} has it`;
  };
  return tests.flatMap(({ file, title }) => {
    if (title === '') return [`no test of ${file} is named`];
    if (!files.has(file)) return [`the test file ${file} is not there${elsewhere(title)}`];
    return has(file, title) ? [] : [`${file} has no test "${title}"${elsewhere(title)}`];
  });
}

const TEST_FILE = /\.(test|spec|conformance)\.tsx?$|\/testing\//;

/** What a string with this title looks like in a source file. */
function stringOf(title: string): RegExp {
  const start = title.replace(/…$/, '').trimEnd();
  const end = title.endsWith('…') ? '' : '(?=["\'`])';
  return new RegExp(`["'\`]${start.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}${end}`);
}
