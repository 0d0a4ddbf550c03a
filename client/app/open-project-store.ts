import { create } from 'zustand';
import type { ForgeError } from '../../core/errors.ts';
import type { Project } from '../../core/schema/project.ts';
import type { ProjectLock } from '../project/storage/project-lock.ts';
import type { StoredProject } from '../project/storage/project-repository.ts';
import type { Autosave, OpenWork } from './autosave.ts';

/** A stored project while it is being opened. */
export type Opening =
  | { readonly id: string; readonly step: 'reading' }
  /** The browser has no copy of the video: the user is asked for it. */
  | {
      readonly id: string;
      readonly step: 'video';
      readonly stored: StoredProject;
      readonly project: Project;
      readonly checking: boolean;
      readonly error: ForgeError | null;
    }
  | { readonly id: string; readonly step: 'elsewhere' }
  /** Work in the open project would end. */
  | { readonly id: string; readonly step: 'busy' }
  | { readonly id: string; readonly step: 'failed'; readonly error: ForgeError };

/** One attempt to open a stored project. */
export interface OpeningAttempt {
  /** Held until the project is open. */
  lock: ProjectLock | null;
}

/** The project in the workspace, with what is released when it is left. */
export interface OpenProject {
  readonly work: OpenWork;
  readonly autosave: Autosave;
  readonly lock: ProjectLock | null;
  /** This tab no longer needs the copy of the video. */
  letVideoGo(): void;
}

interface OpenProjectState {
  /** The id of the project in the workspace. */
  readonly openId: string | null;
  readonly opening: Opening | null;
  /** A run was active when the page with this project was closed. */
  readonly interrupted: boolean;
  readonly makingSample: boolean;
  /** Null before `openId` is: while a project is being left, changes of the stores no longer belong to it. */
  readonly current: OpenProject | null;
  /** The latest attempt: the results of earlier ones are dropped. */
  readonly attempt: OpeningAttempt | null;
}

/** The open project of the page, and the one that is being opened. */
export const useOpenProject = create<OpenProjectState>()(() => ({
  openId: null,
  opening: null,
  interrupted: false,
  makingSample: false,
  current: null,
  attempt: null,
}));
