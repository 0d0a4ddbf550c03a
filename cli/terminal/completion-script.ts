import type { Command, Option } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** One command, as the completion scripts need it. */
interface Place {
  /** Words from the program's name on: "vdf datasets push". */
  readonly path: string;
  readonly description: string;
  readonly subcommands: readonly Command[];
  readonly options: readonly Option[];
}

/**
 * A shell script that completes commands, options and option values; for files the shell's own completion is
 * used.
 */
export function completionScript(program: Command, shell: Shell): string {
  const places = placesOf(program, program.name());
  if (shell === 'fish') return fishScript(program.name(), places);
  return shell === 'bash' ? bashScript(program.name(), places) : zshScript(program.name(), places);
}

function placesOf(command: Command, path: string): Place[] {
  const { commands: subcommands, options } = command;
  const own = {
    path,
    description: command.description(),
    subcommands,
    options: options.filter(({ hidden }) => !hidden),
  };
  return [own, ...subcommands.flatMap((each) => placesOf(each, `${path} ${each.name()}`))];
}

const takesValue = ({ required, optional }: Option): boolean => required || optional;
const flagsOf = ({ long, short }: Option): string[] => [long, short].filter((flag) => typeof flag === 'string');
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Branches of a shell's `case` that set `words` to the possible next words; bash and zsh read them alike. */
function branches(places: readonly Place[]): { commands: string; values: string; words: string } {
  const commands = places.slice(1).map(({ path }) => quoted(path));
  const values = places.flatMap(({ path, options }) =>
    options.filter(takesValue).map((option) => {
      const patterns = flagsOf(option).map((flag) => quoted(`${path} ${flag}`));
      return `    ${patterns.join('|')}) words=${quoted(option.argChoices?.join(' ') ?? '')} ;;`;
    }),
  );
  const words = places.map(({ path, subcommands, options }) => {
    const all = [...subcommands.map((each) => each.name()), ...options.flatMap(flagsOf), '--help'];
    return `    ${quoted(path)}) words=${quoted(all.join(' '))} ;;`;
  });
  return { commands: commands.join('|'), values: values.join('\n'), words: words.join('\n') };
}

function bashScript(name: string, places: readonly Place[]): string {
  const { commands, values, words } = branches(places);
  return `# Completion of ${name} in bash: source <(${name} completion bash)
_${name}() {
  local at='${name}' words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
      ${commands}) at="$at \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$at" in
${words}
  esac
  case "$at \${COMP_WORDS[COMP_CWORD - 1]}" in
${values}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _${name} ${name}
`;
}

function zshScript(name: string, places: readonly Place[]): string {
  const { commands, values, words } = branches(places);
  // `words` is zsh's own array of the typed words.
  const own = (text: string) => text.replaceAll(' words=', ' found=');
  return `#compdef ${name}
# Completion of ${name} in zsh: source <(${name} completion zsh)
_${name}() {
  local at='${name}' found='' i
  for ((i = 2; i < CURRENT; i++)); do
    case "$at \${words[i]}" in
      ${commands}) at="$at \${words[i]}" ;;
    esac
  done
  case "$at" in
${own(words)}
  esac
  case "$at \${words[CURRENT - 1]}" in
${own(values)}
  esac
  compadd -- \${=found}
  _files
}
compdef _${name} ${name}
`;
}

function fishScript(name: string, places: readonly Place[]): string {
  const lines = places.flatMap(({ path, subcommands, options }) => {
    const here = `complete -c ${name} -n "__${name}_at '${path}'"`;
    const named = subcommands.map((each) => `${here} -f -a ${each.name()} -d ${quotedInFish(each.description())}`);
    const optional = options.map((option) => `${here} ${fishOption(option)} -d ${quotedInFish(option.description)}`);
    return [...named, ...optional];
  });
  const commands = places.slice(1).map(({ path }) => `'${path}'`);
  return `# Completion of ${name} in fish: ${name} completion fish | source
function __${name}_at
  set -l at ${name}
  set -l typed (commandline -opc)
  for word in $typed[2..-1]
    switch "$at $word"
      case ${commands.join(' ')}
        set at "$at $word"
    end
  end
  test "$at" = "$argv[1]"
end
${lines.join('\n')}
`;
}

function fishOption(option: Option): string {
  const flags = [option.long && `-l ${option.long.slice(2)}`, option.short && `-s ${option.short.slice(1)}`];
  const value = option.argChoices
    ? `-x -a ${quotedInFish(option.argChoices.join(' '))}`
    : takesValue(option)
      ? '-r'
      : '';
  return [...flags, value].filter(Boolean).join(' ');
}

const quotedInFish = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
