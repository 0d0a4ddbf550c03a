// @module-tag process
import { execFileSync } from 'node:child_process';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { FORMAT_IDS } from '../../core/formats/registry.ts';
import { completionScript, SHELLS } from './completion-script.ts';
import { createProgram } from '../program.ts';

/** The completions that bash offers for the last of the words. */
function completeInBash(...words: string[]): string[] {
  const script = `${completionScript(createProgram(), 'bash')}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _vdf; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const offered = execFileSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' });
  return offered.split('\n').filter((word) => word !== '');
}

const namesOf = (command: Command): string[] => command.commands.flatMap((each) => [each.name(), ...namesOf(each)]);

describe('completion', () => {
  it('in bash offers commands, their options, and the values that an option can have', () => {
    expect(completeInBash('vdf', 'da')).toEqual(['datasets']);
    expect(completeInBash('vdf', 'datasets', 'p')).toEqual(['pull', 'push']);
    expect(completeInBash('vdf', 'annotate', 'a.mp4', '--f')).toEqual(['--format', '--fps']);
    expect(completeInBash('vdf', 'annotate', '--format', '')).toEqual(FORMAT_IDS);
    expect(completeInBash('vdf', 'submit', '--wait', '--priority', 'h')).toEqual(['high']);
    expect(completeInBash('vdf', 'jobs', '--server', 'x', 'ca')).toEqual(['cancel']);
  });

  it('in bash offers nothing of its own where a file is wanted, so that bash offers files', () => {
    expect(completeInBash('vdf', 'annotate', '--out', '')).toEqual([]);
  });

  it.each(SHELLS)('in %s knows every command', (shell) => {
    const program = createProgram();
    const script = completionScript(program, shell);
    const names = namesOf(program);
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) expect(script).toMatch(new RegExp(`(^|[^\\w-])${name}([^\\w-]|$)`, 'm'));
  });
});
