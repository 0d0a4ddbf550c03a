interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}
export interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}
export function checkNode(version?: string): void;
export function isInstalled(wanted: Lock, installed: Lock): boolean;
export function installWhenNeeded(): void;
