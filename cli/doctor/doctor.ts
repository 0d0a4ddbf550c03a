import { readFile, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ForgeError, isForgeError } from '../../core/errors.ts';
import { DEFAULT_MODEL } from '../../core/models/registry.ts';
import type { WorkerConfig } from '../../server/config.ts';
import { diagnoseJobs, jobFaults, type JobsDiagnosis } from './doctor-jobs.ts';
import type { Fault } from './doctor-fault.ts';
import { checkModels, type ModelCheck } from './doctor-models.ts';
import { NODE_BACKENDS } from '../../node/segmenter/ort-node-runtime.ts';
import { BACKEND_ADVICE } from '../../core/sentences/models.ts';
import { probeBackend, type BackendProbe } from '../../node/segmenter/segmenter-probe.ts';

export interface Diagnosis {
  readonly versions: {
    readonly app: string;
    readonly node: string;
    readonly 'onnxruntime-node': string | null;
    readonly mediabunny: string | null;
  };
  readonly backends: readonly BackendProbe[];
  /** null where the settings of the server cannot be read. */
  readonly jobs: JobsDiagnosis | null;
  readonly models: readonly ModelCheck[];
  readonly disk: { readonly folder: string; readonly freeBytes: number; readonly totalBytes: number };
  /** The serious ones first. */
  readonly faults: readonly Fault[];
}

/** Datasets of a long video take gigabytes; below this something will soon fail. */
const LOW_DISK_BYTES = 2e9;
const MIN_NODE = [20, 19] as const;
const REINSTALL = 'Run "npm install" in the project folder.';

/**
 * Checks everything that labelling needs: versions, backends (the smallest graph really runs on each), model
 * files, disk space. Never throws for its findings; they are in `faults`.
 *
 * @param app version of the app
 * @param dataFolder of the app's data; it need not exist yet
 * @param worker settings of the server's work on jobs; or the error in its settings
 */
export async function diagnose(app: string, dataFolder: string, worker: WorkerConfig | ForgeError): Promise<Diagnosis> {
  const models = await checkModels();
  const backends: BackendProbe[] = [];
  // One after another: two trial runs at once would fight for memory.
  for (const backend of NODE_BACKENDS)
    backends.push(await probeBackend(backend, { model: DEFAULT_MODEL, tryHalf: true }));
  const found = {
    versions: {
      app,
      node: process.versions.node,
      'onnxruntime-node': await installedVersion('onnxruntime-node'),
      mediabunny: await installedVersion('mediabunny'),
    },
    backends,
    jobs: worker instanceof ForgeError ? null : diagnoseJobs(worker, backends),
    models,
    disk: await diskSpace(dataFolder),
  };
  const faults = [
    ...versionFaults(found),
    ...modelFaults(found),
    ...(isForgeError(worker) ? [settingsFault(worker)] : []),
    ...(found.jobs ? jobFaults(found.jobs, backends) : []),
    ...backendFaults(found),
    ...diskFaults(found),
  ];
  return { ...found, faults: faults.sort((a, b) => Number(b.serious) - Number(a.serious)) };
}

type Findings = Omit<Diagnosis, 'faults'>;

function versionFaults({ versions }: Findings): Fault[] {
  const [major = 0, minor = 0] = versions.node.split('.').map(Number);
  const old = major < MIN_NODE[0] || (major === MIN_NODE[0] && minor < MIN_NODE[1]);
  const missing = (['onnxruntime-node', 'mediabunny'] as const).filter((name) => versions[name] === null);
  return [
    ...(old
      ? [
          {
            serious: true,
            what: `Node ${versions.node} is too old.`,
            todo: `Install Node ${MIN_NODE.join('.')} or newer.`,
          },
        ]
      : []),
    ...missing.map((name) => ({ serious: true, what: `The package ${name} is not installed.`, todo: REINSTALL })),
  ];
}

function modelFaults({ models }: Findings): Fault[] {
  return models.flatMap(({ files }) =>
    files
      .filter(({ state }) => state !== 'verified')
      .map(({ name, source, state }) => ({
        serious: true,
        what:
          state === 'missing'
            ? `The model file ${name} is missing.`
            : `The model file ${name} is not the one it should be.`,
        todo: `It comes with ${source}: delete node_modules and run "npm install" in the project folder.`,
      })),
  );
}

function backendFaults({ backends }: Findings): Fault[] {
  return backends.flatMap((probe) => {
    if (probe.works) return [];
    const serious = probe.backend === 'cpu';
    const what = `The model does not run on ${probe.backend} (${probe.reason.replace(/\.$/, '')}).`;
    const advice = BACKEND_ADVICE[probe.backend];
    return [{ serious, what, todo: `${advice.charAt(0).toUpperCase()}${advice.slice(1)}.` }];
  });
}

const settingsFault = ({ message }: ForgeError): Fault => ({
  serious: true,
  what: message,
  todo: 'Correct it in the environment or in the file .env; .env.example explains every setting.',
});

function diskFaults({ disk }: Findings): Fault[] {
  if (disk.freeBytes >= LOW_DISK_BYTES) return [];
  const free = (disk.freeBytes / 1e9).toFixed(1);
  return [
    {
      serious: true,
      what: `Only ${free} GB are free in ${disk.folder}.`,
      todo: 'Free some space, or set DATA_DIR to a folder on another disk.',
    },
  ];
}

const packageSchema = z.object({ version: z.string() });

/**
 * Version of an installed package; null where it is not installed. Packages with closed `exports` cannot be
 * asked through the resolver.
 */
async function installedVersion(name: string): Promise<string | null> {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    try {
      const text = await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8');
      return packageSchema.parse(JSON.parse(text)).version;
    } catch {
      if (folder === dirname(folder)) return null; // the root of the disk: the package is nowhere above
    }
  }
}

/** Space on the disk of the folder, which need not exist yet. */
async function diskSpace(folder: string): Promise<Diagnosis['disk']> {
  const wanted = resolve(folder);
  for (let existing = wanted; ; existing = dirname(existing)) {
    try {
      const { bavail, blocks, bsize } = await statfs(existing);
      return { folder: wanted, freeBytes: bavail * bsize, totalBytes: blocks * bsize };
    } catch (error) {
      if (existing === dirname(existing)) throw error;
    }
  }
}
