/** Sends both at once; which of them goes out first alternates from race to race. */
export async function raced<First, Second>(
  race: number,
  first: () => Promise<First>,
  second: () => Promise<Second>,
): Promise<[First, Second]> {
  if (race % 2 === 0) return Promise.all([first(), second()]);
  const [later, sooner] = await Promise.all([second(), first()]);
  return [sooner, later];
}
