import { describe, expect, it } from 'vitest';
import { hasSameFrames, isListedAlike, isSameFile, isSameVideo } from './same-video.ts';

const video = { name: 'a.mp4', size: 900, frameCount: 30, width: 64, height: 48 };
const copy = { ...video, size: 901 };
const renamed = { ...video, name: 'b.mp4' };

describe('the same video', () => {
  it('has as many frames of the same size; the file may be another one', () => {
    expect(hasSameFrames(video, copy)).toBe(true);
    for (const other of [{ frameCount: 31 }, { width: 65 }, { height: 47 }])
      expect(hasSameFrames(video, { ...video, ...other })).toBe(false);
    expect(isSameVideo(video, copy)).toBe(false);
    expect(isSameVideo(video, { ...video, width: 65 })).toBe(false);
    expect(isSameVideo(video, renamed)).toBe(true);
  });

  it('is one file by content, and by size where a content was never seen', () => {
    const seen = { size: 900, fingerprint: 'a' };
    expect(isSameFile(seen, { size: 900, fingerprint: 'b' })).toBe(false);
    expect(isSameFile(seen, { size: 900, fingerprint: null })).toBe(true);
    expect(isSameFile({ size: 901, fingerprint: null }, seen)).toBe(false);
  });

  it('looks alike in a list by name, size and number of frames', () => {
    expect(isListedAlike(video, { ...video })).toBe(true);
    for (const other of [{ name: 'b.mp4' }, { size: 901 }, { frameCount: 31 }])
      expect(isListedAlike(video, { ...video, ...other })).toBe(false);
  });
});
