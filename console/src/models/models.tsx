export function Models() {
  return <p>…</p>;
}
