/** How messages look on several platforms, one beside the other. Pure data: nothing in it is read as markup. */
export type PreviewPiece = {
  text: string
  /** What stands above or below the text: a picture, or a file, with what it is called. */
  attached?: { as: 'picture' | 'file'; where: 'above' | 'below'; label: string }
  buttons: readonly (readonly string[])[]
}

/** `lost`: what is cut or missing there, in words; `name` of the platform. */
export type PreviewPane = { platform: string; name: string; pieces: readonly PreviewPiece[]; lost?: string }

/** `title` above all of them, `sender` as which the messages come. */
export type Preview = { kind: 'preview'; title: string; sender: string; panes: readonly PreviewPane[] }
