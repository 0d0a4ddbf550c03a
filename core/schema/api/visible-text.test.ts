import { describe, expect, it } from 'vitest';
import { visibleLine, visibleLines } from './visible-text.ts';

describe('a visible line', () => {
  it.each([
    ['  my videos ', 'my videos'],
    ['دوچرخه\u200cسوار', 'دوچرخه\u200cسوار'],
    ['\u200cمی\u200cروم\u200d', 'می\u200cروم'],
    ['क्\u200dष', 'क्\u200dष'],
  ])('%j is taken as %j', (text, taken) => expect(visibleLine(100).parse(text)).toBe(taken));

  it.each([
    '',
    '\u200c',
    ' \u200d ',
    'two\nlines',
    'a\u202eb',
    'a\u200fb',
    'a\u200bb',
    'a \u200c b',
    'a\u200c\u200cb',
    'a\ufeffb',
  ])('%j is refused', (text) => expect(visibleLine(100).safeParse(text).success).toBe(false));
});

describe('visible lines', () => {
  it('may have line breaks and joined emoji, and nothing else that is not seen', () => {
    expect(visibleLines(100).parse('می\u200cروم\r\n👨\u200d👩')).toBe('می\u200cروم\n👨\u200d👩');
    expect(visibleLines(100).safeParse('a\u202eb').success).toBe(false);
  });
});
