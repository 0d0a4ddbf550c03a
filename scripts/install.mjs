// Brings node_modules up to date with package-lock.json. Uses only Node's own modules: it runs before the
// first install.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const leastNode = [20, 19];

/** Throws one clear sentence when this Node is too old. */
export function checkNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1])) return;
  throw new Error(`Vision Data Forge needs Node ${leastNode.join('.')} or newer; this is Node ${version}.`);
}

/**
 * Whether `installed` (written by npm into node_modules when it finished) has every package of `wanted`
 * (package-lock.json) in its version. Optional packages may be missing: most are for other platforms.
 */
export function isInstalled(wanted, installed) {
  return Object.entries(wanted.packages).every(([path, { version, integrity, optional, devOptional }]) => {
    if (path === '') return true;
    const found = installed.packages[path];
    if (found === undefined) return optional === true || devOptional === true;
    return found.version === version && found.integrity === integrity;
  });
}

function needsInstall() {
  const stamp = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(stamp)) return true;
  const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
  return !isInstalled(read(join(root, 'package-lock.json')), read(stamp));
}

/**
 * Runs `npm ci` when node_modules is missing or belongs to another package-lock.json. Throws when npm fails.
 */
export function installWhenNeeded() {
  if (!needsInstall()) return;
  console.log('Installing the packages (once after each change of package-lock.json) ...');
  // When started through npm, its script is known; otherwise npm is looked up on the PATH (a .cmd file on
  // Windows needs a shell).
  const npmScript = process.env.npm_execpath;
  const args = ['ci', '--include=dev'];
  const options = { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] };
  const run = npmScript?.endsWith('.js')
    ? spawnSync(process.execPath, [npmScript, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  if (run.status !== 0)
    throw new Error('The packages could not be installed: npm ci failed, and its reason is printed above.');
}
