import { describe, expect, it } from 'vitest';
import { hasSameFrames, isListedAlike, isSameFile, isSameVideo } from './same-video.ts';

const video: VideoFacts = { name: 'a.mp4', size: 900, frameCount: 30, width: 64, height: 48 };

interface VideoFacts {
  readonly name: string;
  readonly size: number;
  readonly frameCount: number;
  readonly width: number;
  readonly height: number;
}

const changed = (change: Partial<VideoFacts>): VideoFacts => ({ ...video, ...change });

describe('the same video', () => {
  it('has as many frames of the same size; the file may be another one', () => {
    expect(hasSameFrames(video, changed({ size: 901 }))).toBe(true);
    for (const other of [{ frameCount: 31 }, { width: 65 }, { height: 47 }])
      expect(hasSameFrames(video, { ...video, ...other })).toBe(false);
    expect(isSameVideo(video, changed({ size: 901 }))).toBe(false);
    expect(isSameVideo(video, changed({ width: 65 }))).toBe(false);
    expect(isSameVideo(video, changed({ name: 'b.mp4' }))).toBe(true);
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
