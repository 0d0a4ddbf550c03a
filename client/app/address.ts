import { navigate } from 'wouter/use-browser-location';

/** Query parameters that stay in the address when another page is opened. */
const KEPT = ['backend'];

/** The address of a stored project in the studio; without an id that of the start page. */
export function projectAddress(id: string | null): string {
  const now = new URLSearchParams(location.search);
  const query = new URLSearchParams();
  for (const name of KEPT) {
    const value = now.get(name);
    if (value !== null) query.set(name, value);
  }
  if (id !== null) query.set('project', id);
  const text = query.toString();
  return text === '' ? '/' : `/?${text}`;
}

/** The id of the project in a query string (`?project=…`); null for none. */
export const projectIn = (search: string): string | null => new URLSearchParams(search).get('project') || null;

/** Navigates to a project, or to the start page. */
export function goToProject(id: string | null, options: { readonly replace?: boolean } = {}): void {
  navigate(projectAddress(id), options);
}
