import { Component, type ReactNode } from 'react';

/** Keeps a page's crash to that page. React asks for a class here. */
export class Crash extends Component<{ children: ReactNode }, { thrown?: unknown }> {
  override state: { thrown?: unknown } = {};

  static getDerivedStateFromError(thrown: unknown) {
    return { thrown };
  }

  override render() {
    if (this.state.thrown === undefined) return this.props.children;
    return (
      <section className="card stack" role="alert">
        <h2>This page failed</h2>
        <p>Something in the console broke. What you typed is kept; reload to go on.</p>
        <p>
          <code className="breakable">{String(this.state.thrown)}</code>
        </p>
        <button type="button" className="button primary" onClick={() => location.reload()}>
          Reload
        </button>
      </section>
    );
  }
}
