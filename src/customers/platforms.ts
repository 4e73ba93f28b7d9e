/** Names of platforms are names: the same in every language. */
export const platformName = (platform: string): string => platform.charAt(0).toUpperCase() + platform.slice(1)
