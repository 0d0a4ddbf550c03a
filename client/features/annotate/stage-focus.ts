/** The frame view as the target of the focus. */
export class StageFocus {
  #stage: SVGSVGElement | null = null;

  /** Registers the frame view while it is on the page; used as its `ref`. */
  register(element: SVGSVGElement | null): void {
    this.#stage = element;
  }

  /** Focuses the frame view, so that keys are shortcuts again; without one it takes the focus out of the field. */
  focus(): void {
    if (this.#stage) this.#stage.focus();
    else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }
}

/** The focus of the page's frame view. */
export const stageFocus = new StageFocus();
