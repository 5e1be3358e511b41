using System.Text;

namespace Workbench.Display;

/// <summary>Pictures in rows and columns that both have names.</summary>
/// <param name="RowLabels">One a row.</param>
/// <param name="ColumnLabels">One a column.</param>
/// <param name="Cells">Row after row; all cells of a column fit into one square.</param>
internal sealed record ContactSheet(IReadOnlyList<string> RowLabels, IReadOnlyList<string> ColumnLabels, Picture[][] Cells)
{
    private const int Gap = 6;

    private int CellWidth => Cells.Max(row => row.Max(cell => cell.Width));

    public string Html()
    {
        var html = new StringBuilder($"<div style=\"display:grid;grid-template-columns:auto repeat({ColumnLabels.Count},minmax(56px,{CellWidth}px));gap:{Gap}px;justify-content:start;align-items:center;font-size:85%\"><div></div>");
        foreach (var label in ColumnLabels)
            html.Append("<div style=\"text-align:center;overflow-wrap:anywhere\">").Append(Display.Html.Escape(label)).Append("</div>");
        for (var row = 0; row < Cells.Length; row++)
        {
            html.Append("<div style=\"writing-mode:vertical-rl;transform:rotate(180deg);text-align:center\">").Append(Display.Html.Escape(RowLabels[row])).Append("</div>");
            for (var column = 0; column < Cells[row].Length; column++)
                html.Append("<div>").Append(Display.Html.Image(Cells[row][column], $"{RowLabels[row]}, {ColumnLabels[column]}", "margin:0 auto;")).Append("</div>");
        }
        return html.Append("</div>").ToString();
    }

    public Picture Still()
    {
        const int Left = 20;
        var heads = ColumnLabels.Select(label => StrokeFont.Wrap(label, CellWidth, Canvas.Body, 2)).ToArray();
        var top = (int)(heads.Max(head => head.Count) * StrokeFont.LineHeight) + 4;
        var heights = Cells.Select(row => row.Max(cell => cell.Height)).ToArray();
        using var canvas = new Canvas(Left + ColumnLabels.Count * (CellWidth + Gap) - Gap, top + heights.Sum() + Gap * (heights.Length - 1));
        for (var column = 0; column < heads.Length; column++)
            for (var line = 0; line < heads[column].Count; line++)
                canvas.Text(heads[column][line], Left + column * (CellWidth + Gap) + CellWidth / 2f, line * StrokeFont.LineHeight, Colour.Ink, align: TextAlign.Centre);
        var y = top;
        for (var row = 0; row < Cells.Length; row++)
        {
            canvas.TextUpwards(StrokeFont.Fit(RowLabels[row], heights[row], Canvas.Body), 0, y + heights[row] / 2f, Colour.Ink);
            for (var column = 0; column < Cells[row].Length; column++)
            {
                var cell = Cells[row][column];
                canvas.Draw(cell, Left + column * (CellWidth + Gap) + (CellWidth - cell.Width) / 2, y + (heights[row] - cell.Height) / 2);
            }
            y += heights[row] + Gap;
        }
        return canvas.ToPicture();
    }

    public override string ToString() => $"rows: {string.Join(", ", RowLabels)}; columns: {string.Join(", ", ColumnLabels)}";
}
