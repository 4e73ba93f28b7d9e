import { isObject } from '../../shared/json.ts'
import { isSnowflake } from '../ids.ts'
import type { Json } from '../wire.ts'
import { Issues, type Path } from './issues.ts'

/** Characters as Discord counts them: code points. */
export const length = (text: string): number => [...text].length

type TextRules = { required?: boolean; min?: number; max?: number; pattern?: RegExp }
type NumberRules = { required?: boolean; min?: number; max?: number }

/** A value in a request body. What is wrong with it is noted, and reading goes on with undefined. */
export class Field {
  readonly value: unknown
  readonly path: Path
  readonly issues: Issues

  constructor(value: unknown, path: Path = [], issues: Issues = new Issues()) {
    this.value = value
    this.path = path
    this.issues = issues
  }

  /** Absent or null. */
  get isEmpty(): boolean {
    return this.value === undefined || this.value === null
  }

  /** The field of that name; empty when this is no object. */
  at(name: string): Field {
    const value = isObject(this.value) ? this.value[name] : undefined
    return new Field(value, [...this.path, name], this.issues)
  }

  wrong(code: string, message: string): undefined {
    this.issues.add(this.path, code, message)
  }

  private missing(required: boolean | undefined): boolean {
    if (!this.isEmpty) return false
    if (required) this.wrong('BASE_TYPE_REQUIRED', 'This field is required')
    return true
  }

  text({ required, min = 0, max, pattern }: TextRules = {}): string | undefined {
    if (this.missing(required)) return undefined
    if (typeof this.value !== 'string') return this.wrong('STRING_TYPE_CONVERT', 'Could not interpret as string.')
    const long = length(this.value)
    const isBad = long < min || (max !== undefined && long > max)
    if (isBad && min > 0 && max !== undefined) {
      if (long === 0 && required) return this.wrong('BASE_TYPE_REQUIRED', 'This field is required')
      return this.wrong('BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`)
    }
    if (isBad) return this.wrong('BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`)
    if (pattern && !pattern.test(this.value)) {
      return this.wrong('STRING_TYPE_REGEX', 'String value did not match validation regex.')
    }
    return this.value
  }

  integer({ required, min, max }: NumberRules = {}): number | undefined {
    if (this.missing(required)) return undefined
    const { value } = this
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
      return this.wrong('NUMBER_TYPE_COERCE', `Value "${String(value).slice(0, 40)}" is not int.`)
    }
    return this.within(value, min, max)
  }

  private within(value: number, min: number | undefined, max: number | undefined): number | undefined {
    if (min !== undefined && value < min) {
      return this.wrong('NUMBER_TYPE_MIN', `int value should be greater than or equal to ${min}.`)
    }
    if (max !== undefined && value > max) {
      return this.wrong('NUMBER_TYPE_MAX', `int value should be less than or equal to ${max}.`)
    }
    return value
  }

  number({ required, min, max }: NumberRules = {}): number | undefined {
    if (this.missing(required)) return undefined
    if (typeof this.value !== 'number') return this.wrong('NUMBER_TYPE_COERCE', 'Value is not float.')
    return this.within(this.value, min, max)
  }

  flag(): boolean | undefined {
    if (this.isEmpty) return undefined
    if (typeof this.value !== 'boolean') {
      return this.wrong('BOOLEAN_TYPE_CONVERT', 'Must be either true or false.')
    }
    return this.value
  }

  id(required?: boolean): string | undefined {
    if (this.missing(required)) return undefined
    const value = typeof this.value === 'number' ? String(this.value) : this.value
    if (isSnowflake(value)) return value
    return this.wrong('NUMBER_TYPE_COERCE', `Value "${String(value).slice(0, 40)}" is not snowflake.`)
  }

  /** One of these numbers. */
  oneOf<T extends number>(choices: readonly T[], required?: boolean): T | undefined {
    if (this.missing(required)) return undefined
    const found = choices.find((choice) => choice === this.value)
    if (found !== undefined) return found
    return this.wrong('BASE_TYPE_CHOICES', `Value must be one of {${choices.join(', ')}}.`)
  }

  /** The object's own fields; undefined when it is none. */
  object(required?: boolean): Json | undefined {
    if (this.missing(required)) return undefined
    if (isObject(this.value)) return this.value
    return this.wrong('DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType')
  }

  /** The elements; undefined when it is no list or has too few or too many. */
  list({ required, min = 0, max }: { required?: boolean; min?: number; max?: number } = {}): Field[] | undefined {
    if (this.missing(required)) return undefined
    const { value } = this
    if (!Array.isArray(value)) return this.wrong('LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType')
    if (value.length < min || (max !== undefined && value.length > max)) {
      if (min > 0 && max !== undefined) {
        return this.wrong('BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`)
      }
      return this.wrong('BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`)
    }
    return value.map((each: unknown, index) => new Field(each, [...this.path, index], this.issues))
  }

  /** An address on the web, or one of an attachment where that may be. */
  url({ required, attachment = false }: { required?: boolean; attachment?: boolean } = {}): string | undefined {
    const text = this.text({ max: 2048, ...(required && { required }) })
    if (text === undefined) return undefined
    if (attachment && text.startsWith('attachment://')) return text
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase()
    if (scheme === undefined || !URL.canParse(text)) return this.wrong('URL_TYPE_INVALID_URL', 'Not a well formed URL.')
    if (scheme === 'http' || scheme === 'https' || (!attachment && scheme === 'discord')) return text
    const message = `Scheme "${scheme}" is not supported. Scheme must be one of ('http', 'https').`
    return this.wrong('URL_TYPE_INVALID_SCHEME', message)
  }
}

/** An object in which what may be undefined may be absent instead. */
type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** The object without the fields that are undefined. */
export const present = <T extends object>(object: T): Present<T> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Present<T>
