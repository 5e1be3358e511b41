namespace Workbench.Weights;

/// <summary>Everything that can be wrong with a weights file; each failure has a name.</summary>
public enum CheckpointProblem
{
    /// <summary>The file has no bytes.</summary>
    Empty,

    /// <summary>The content is none of the known formats (a saved web page, a Git LFS pointer, a gzip file…).</summary>
    UnknownContent,

    /// <summary>The bytes end before the structure they began.</summary>
    Truncated,

    /// <summary>Bytes follow after the end of the structure.</summary>
    TrailingBytes,

    /// <summary>The bytes do not follow the grammar of the format.</summary>
    Malformed,

    /// <summary>A part of the format that this reader does not know (a version, a flag, a compression method).</summary>
    Unsupported,

    /// <summary>The numbers are stored with the most significant byte first.</summary>
    BigEndian,

    /// <summary>A header declares a length that is too small to be a header.</summary>
    HeaderTooSmall,

    /// <summary>A header is longer than its limit.</summary>
    HeaderTooLarge,

    /// <summary>A header declares more bytes than the file has.</summary>
    HeaderOutsideFile,

    /// <summary>A header begins with the wrong character.</summary>
    HeaderStart,

    /// <summary>A header is not JSON.</summary>
    HeaderNotJson,

    /// <summary>A header is JSON of the wrong structure.</summary>
    HeaderStructure,

    /// <summary>Text is not valid UTF-8 or ASCII.</summary>
    InvalidText,

    /// <summary>A name occurs twice.</summary>
    DuplicateName,

    /// <summary>A metadata value is not a string.</summary>
    InvalidMetadata,

    /// <summary>An element type that does not exist or that tensors here cannot have.</summary>
    UnknownElementType,

    /// <summary>A size, stride or rank is negative or overflows 64 bits.</summary>
    InvalidShape,

    /// <summary>Offsets are negative, reversed or no integers.</summary>
    InvalidOffsets,

    /// <summary>Two tensors or entries claim the same bytes.</summary>
    OverlappingData,

    /// <summary>Bytes between tensors belong to none of them.</summary>
    GapInData,

    /// <summary>Data lie outside the file.</summary>
    DataOutsideFile,

    /// <summary>A byte length is not shape times element size.</summary>
    SizeMismatch,

    /// <summary>A storage is smaller than the view on it.</summary>
    ViewOutsideStorage,

    /// <summary>A truth value is neither 0 nor 1.</summary>
    InvalidBoolean,

    /// <summary>A small file asks for far more memory than it has bytes.</summary>
    Amplification,

    /// <summary>An entry expands by more than 100:1.</summary>
    CompressionBomb,

    /// <summary>Compressed data cannot be expanded.</summary>
    CorruptCompression,

    /// <summary>An entry name is a path out of its archive, or no name at all.</summary>
    UnsafeEntryName,

    /// <summary>An archive lacks an entry that it refers to or must have.</summary>
    MissingEntry,

    /// <summary>A checksum does not fit its data.</summary>
    ChecksumMismatch,

    /// <summary>An opcode that does not exist or has no meaning in these files.</summary>
    UnknownOpcode,

    /// <summary>A class or function outside the allow-list.</summary>
    ForbiddenGlobal,

    /// <summary>A known function is called with arguments of the wrong kind.</summary>
    InvalidCall,

    /// <summary>An opcode takes more values than the stack has.</summary>
    StackUnderflow,

    /// <summary>An opcode meets a value of the wrong kind.</summary>
    WrongOperand,

    /// <summary>A memo index that was never stored or jumps far ahead.</summary>
    MemoIndexOutOfRange,

    /// <summary>Values are nested more deeply than any checkpoint nests them, or contain themselves.</summary>
    NestingTooDeep,

    /// <summary>More values, names or digits than the limit.</summary>
    TooManyValues,

    /// <summary>A persistent id that does not describe a storage.</summary>
    InvalidPersistentId,

    /// <summary>The object in the file is not what was asked for (no state dict, no networks).</summary>
    UnexpectedContent,

    /// <summary>A tensor or network of this name is not in the file.</summary>
    MissingTensor,

    /// <summary>Names or shapes of the tensors do not fit the module that is to receive them.</summary>
    StateDictMismatch,
}
