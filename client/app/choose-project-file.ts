/** Opens the file dialog for a project file. */
export function chooseProjectFile(onChosen: (file: File) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,application/json';
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file) onChosen(file);
  });
  input.click();
}
